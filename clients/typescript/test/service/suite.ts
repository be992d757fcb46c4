import { WebSocket } from "ws";
import { Message, type MessageOptions, type SocketConstructor } from "../../src/index.js";

/** The running suite that these tests talk to; they fail where there is none. */
export const port = Number(required("TRESTLE_PORT"));

/** A directory below a model root, with files that the one who started the suite put there. */
export const manyFiles = required("TRESTLE_MANY_FILES");
export const manyFilesCount = Number(required("TRESTLE_MANY_FILES_COUNT"));

export function message(options: MessageOptions = {}): Message {
  return new Message("127.0.0.1", port, { WebSocket: WebSocket as unknown as SocketConstructor, reconnectFirstMs: 5, ...options });
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: start the suite, and name it`);
  }
  return value;
}
