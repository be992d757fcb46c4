// The third seed's example, with this suite's path and callback names. Start the suite with ./trestle up, then: npm run example
import { WebSocket } from "ws";
import { Message } from "../dist/index.js";

const message = new Message("localhost", Number(process.env.TRESTLE_PORT ?? 8080), { WebSocket });
await message.connect();

const result = await message.post(
  "api/scan_models",
  {},
  {
    model_found: (file) => console.log("model_found:", file.name, file.type, file.size),
    progress: (progress) => console.log("progress:", progress.found),
  },
);
console.log("result:", JSON.stringify(result));
message.close();
