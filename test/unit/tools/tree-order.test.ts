import { expect, it } from 'vitest'

import { inTreeOrder } from '../../../src/tools/directory/organizations.js'

const row = (id: number, part_of: number | null) => ({
  ...{ id, part_of, name: '', type: '', role: null },
  ...{ studies: null, practitioners: null, patients: null },
})
const idsOf = (...rows: readonly (readonly [number, number | null])[]) =>
  inTreeOrder(rows.map(([id, part_of]) => row(id, part_of))).map(({ id }) => id)

it('organizations stand below the one that they are part of', () => {
  expect(idsOf([0, null], [1, 3], [2, 0], [3, 0], [4, 1], [5, 99])).toEqual([0, 2, 3, 1, 4, 5])
})

it('a circle of organizations loses none of them', () => {
  expect(idsOf([1, 2], [2, 1], [3, 3], [4, null])).toEqual([4, 1, 2, 3])
})
