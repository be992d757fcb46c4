/** The server refused a request: its status, and its answer as it came (RFC 9457 where the server could say why). */
export class HttpError extends Error {
  override readonly name = "HttpError";

  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`HTTP ${status}${describe(body)}`);
  }
}

/** The call ran and failed: the `error` member of its finish frame. */
export class RpcError extends Error {
  override readonly name = "RpcError";

  constructor(
    /** A stable code, e.g. `cancelled` or `path-outside-roots`. */
    readonly code: string,
    message: string,
    /** The whole member, with whatever else it has. */
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** A callback was given that the method never calls. The call was cancelled. */
export class CallbackMismatchError extends Error {
  override readonly name = "CallbackMismatchError";

  constructor(
    readonly unknown: readonly string[],
    readonly declared: readonly string[],
  ) {
    super(`The method does not call ${unknown.join(", ")}; it calls ${declared.join(", ") || "nothing"}`);
  }
}

/** No connection could be made, it was closed, or the server no longer knows this client: what was still open is lost. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

function describe(body: unknown): string {
  if (typeof body === "object" && body !== null) {
    const problem = body as Record<string, unknown>;
    const words = problem["detail"] ?? problem["message"] ?? problem["title"] ?? problem["error"];
    return typeof words === "string" ? `: ${words}` : "";
  }
  return typeof body === "string" && body !== "" ? `: ${body.slice(0, 200)}` : "";
}
