/** People whom a process remembers. */
const most = 10_000

/** Keeps a value by name, in the order in which they were kept last, so that who came first goes first. */
export function rememberIn<T>(values: Map<string, T>, name: string, value: T): void {
  values.delete(name)
  values.set(name, value)
  for (const first of values.keys()) {
    if (values.size <= most) break
    values.delete(first)
  }
}
