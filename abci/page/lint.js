// Lints the API's OpenAPI document, which comes on standard input: `go test ./abci/api` runs it. It says what is wrong, a line each.
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const problems = await lintFromString({ source: readFileSync(0, "utf8"), absoluteRef: "openapi.json", config: await createConfig({ extends: ["recommended"] }) });
for (const p of problems) console.log(`${p.severity} ${p.ruleId}: ${p.message} at ${p.location[0]?.pointer}`);
