import type { ConfigPath } from './formats/config-format.js'

/** What stands at a path of a value; undefined where the path leads nowhere. */
export const valueAt = (value: unknown, path: ConfigPath): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  )
