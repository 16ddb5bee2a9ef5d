// What client.js exports: clients/ts, for the check of types alone.
export * from "../../../../clients/ts/dist/index.js";
