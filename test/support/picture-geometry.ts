import type { TreeNode } from '../../src/picture/tree.js'

/** A point of a drawing in pixels. */
export interface Spot {
  readonly x: number
  readonly y: number
}

const steps: Readonly<Record<string, (at: Spot, numbers: readonly number[]) => Spot>> = {
  M: (_at, [x = NaN, y = NaN]) => ({ x, y }),
  L: (_at, [x = NaN, y = NaN]) => ({ x, y }),
  H: ({ y }, [x = NaN]) => ({ x, y }),
  V: ({ x }, [y = NaN]) => ({ x, y }),
  h: ({ x, y }, [by = NaN]) => ({ x: x + by, y }),
  v: ({ x, y }, [by = NaN]) => ({ x, y: y + by }),
  l: ({ x, y }, [dx = NaN, dy = NaN]) => ({ x: x + dx, y: y + dy }),
  z: (at) => at,
}

/** Every point that a path goes through; one that cannot be read is not a number. */
export function spotsOfPath(data: string): readonly Spot[] {
  let at: Spot = { x: 0, y: 0 }
  return [...data.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)].map(([, letter = '', rest = '']) => {
    const numbers = rest.trim().split(/[ ,]+/).filter(Boolean).map(Number)
    at = steps[letter]?.(at, numbers) ?? { x: NaN, y: NaN }
    return at
  })
}

const moved = ({ attrs }: TreeNode): Spot => {
  const [, x = '0', y = '0'] = /^translate\((\S+) (\S+)\)$/.exec(String(attrs['transform'])) ?? []
  return { x: Number(x), y: Number(y) }
}

const ownSpots = ({ tag, attrs }: TreeNode): readonly Spot[] => {
  if (tag === 'path') return spotsOfPath(String(attrs['d']))
  const [x, y] = [Number(attrs['x']), Number(attrs['y'])]
  if (tag === 'text') return [{ x, y }]
  if (tag !== 'rect' || attrs['x'] === undefined) return []
  return [
    { x, y },
    { x: x + Number(attrs['width']), y: y + Number(attrs['height']) },
  ]
}

/** Every point of a drawing, where it is on the page. */
export function spotsOfTree(tree: TreeNode, from: Spot = { x: 0, y: 0 }): readonly Spot[] {
  const by = moved(tree)
  const origin = { x: from.x + by.x, y: from.y + by.y }
  return [
    ...ownSpots(tree).map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y })),
    ...tree.kids.flatMap((kid) => (typeof kid === 'string' ? [] : spotsOfTree(kid, origin))),
  ]
}
