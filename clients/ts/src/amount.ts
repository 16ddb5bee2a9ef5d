/** A whole number of base units, 0 to 2^128-1. One token is 10^18 of them. */
export type Amount = bigint;

/** How many digits a token has behind the point. */
export const DECIMALS = 18;

/** The largest amount. */
export const MAX_AMOUNT: Amount = (1n << 128n) - 1n;

/** Reads base units: a decimal integer below 2^128 without sign, blanks or leading zeros. */
export function parseBaseUnits(text: string): Amount {
  if (!/^(0|[1-9][0-9]{0,38})$/.test(text)) throw new RangeError(`${JSON.stringify(text.slice(0, 50))} is not an amount in base units`);
  return checkAmount(BigInt(text));
}

/** Returns the number if it is an amount, and throws otherwise. */
export function checkAmount(n: bigint): Amount {
  if (n < 0n || n > MAX_AMOUNT) throw new RangeError("an amount is 0 to 2^128-1 base units");
  return n;
}

/**
 * Reads an amount as people write it: "1500" is base units, "1.5 tokens", "1.5tokens" and ".5tokens" are
 * tokens. A fraction finer than a base unit is refused, not rounded.
 */
export function parseAmount(text: string): Amount {
  const number = /^(.*?) *tokens?$/s.exec(text)?.[1];
  return number === undefined ? parseBaseUnits(text) : parseTokens(number);
}

/** Reads a number of tokens, such as "1.5". A fraction finer than a base unit is refused. */
export function parseTokens(text: string): Amount {
  const parts = /^([0-9]*)(?:\.([0-9]*))?$/.exec(text.trim());
  const whole = parts?.[1] ?? "";
  const fraction = parts?.[2] ?? "";
  if (!parts || whole + fraction === "") throw new RangeError(`${JSON.stringify(text.slice(0, 50))} is not an amount of tokens`);
  if (fraction.length > DECIMALS) throw new RangeError(`a token has ${DECIMALS} decimals`);
  if (whole.length > 60) throw new RangeError("an amount is below 2^128 base units");
  return checkAmount(BigInt(whole + fraction.padEnd(DECIMALS, "0")));
}

/** Writes an amount as a number of tokens, with as many decimals as it needs: "1.5". */
export function tokens(amount: Amount): string {
  const digits = amount.toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return digits.slice(0, -DECIMALS) + (fraction && `.${fraction}`);
}

/** Writes an amount with its unit, as the command line does: "1 token", "1.5 tokens". */
export function formatAmount(amount: Amount): string {
  const number = tokens(amount);
  return number === "1" ? "1 token" : `${number} tokens`;
}

/** Writes parts per million exactly: 334000 is "33.4%". */
export function percent(ppm: bigint | number): string {
  const n = BigInt(ppm);
  const text = `${n / 10_000n}.${(n % 10_000n).toString().padStart(4, "0")}`;
  return text.replace(/\.?0+$/, "") + "%";
}
