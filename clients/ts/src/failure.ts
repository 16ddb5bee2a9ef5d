/** What a request or a transaction failed with: a stable name for programs, a sentence and advice for people. */
export interface Failure {
  code: number;
  name: string;
  message: string;
  advice?: string;
}

/** Says that the node refused a request. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The error in an answer that is none. */
export function refusal(status: number, body: unknown): ApiError {
  const failure = (body as { error?: Failure } | undefined)?.error;
  return new ApiError(failure ?? { code: status, name: "no_answer", message: `the node answered with status ${status}` });
}
