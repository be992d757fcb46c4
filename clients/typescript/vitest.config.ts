import { defineConfig } from "vitest/config";

// Tests below test/service need a running suite; `npm run test:service` has them.
export default defineConfig({ test: { include: ["test/*.test.ts"], testTimeout: 30_000 } });
