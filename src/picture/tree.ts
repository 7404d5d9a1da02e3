/** An element of a drawing: what SVG text and the elements of a page are made of. */
export interface TreeNode {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string | number>>
  readonly kids: readonly (TreeNode | string)[]
}

/** An element with its attributes and what is in it. */
export const node = (
  tag: string,
  attrs: Readonly<Record<string, string | number>> = {},
  ...kids: readonly (TreeNode | string)[]
): TreeNode => ({ tag, attrs, kids })

/** Elements of a tree, itself included. */
export const nodeCount = ({ kids }: TreeNode): number =>
  kids.reduce((sum, kid) => sum + (typeof kid === 'string' ? 0 : nodeCount(kid)), 1)

/** A coordinate as it is written: tenths of a pixel. */
export const pixel = (value: number): number => Math.round(value * 10) / 10

/** A path of the given data; nothing where there is none. */
export const pathOf = (
  data: string,
  attrs: Readonly<Record<string, string | number>>,
): readonly TreeNode[] => (data === '' ? [] : [node('path', { d: data, ...attrs })])
