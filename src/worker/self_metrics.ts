import type { Registry } from "./registry.ts";
export class SelfMetrics {
  constructor(_registry: Registry, _id: number) {}
  flushed(_frames: number, _cells: number, _whole: boolean, _begin: number): void {}
  refused(_reason: number, _count: number): void {}
}
