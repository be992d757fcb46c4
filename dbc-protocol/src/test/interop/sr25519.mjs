// Another implementation's view of the same keys and signatures: commands on stdin, one JSON object a line, an answer a line.
import { createInterface } from 'node:readline';
import * as sr25519 from '@scure/sr25519';

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (array) => Buffer.from(array).toString('hex');

const commands = {
  publicKey: ({ seed }) => hex(sr25519.getPublicKey(sr25519.secretFromSeed(bytes(seed)))),
  sign: ({ seed, message }) => hex(sr25519.sign(sr25519.secretFromSeed(bytes(seed)), bytes(message))),
  verify: ({ publicKey, message, signature }) => {
    try {
      return sr25519.verify(bytes(message), bytes(signature), bytes(publicKey));
    } catch {
      return false;
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  console.log(JSON.stringify({ answer: commands[command.do](command) }));
}
