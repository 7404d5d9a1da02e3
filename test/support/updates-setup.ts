import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Files that tests compare are made anew (`--update`). */
    isUpdating: boolean
  }
}

/** Tells a ring whether files that its tests compare are made anew. */
export default function setup(project: TestProject): void {
  project.provide('isUpdating', project.config.snapshotOptions.updateSnapshot === 'all')
}
