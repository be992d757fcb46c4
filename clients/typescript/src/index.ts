export { Message } from "./message.js";
export type { Callbacks, MessageOptions, PostOptions } from "./message.js";
export { CallbackMismatchError, ConnectionError, HttpError, RpcError } from "./errors.js";
export type { SocketConstructor, SocketLike } from "./socket.js";
