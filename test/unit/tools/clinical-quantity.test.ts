import { describe, expect, it } from 'vitest'

import { comparators } from '../../../src/omh/types/comparators.js'
import { quantityIn, rangeIn } from '../../../src/tools/clinical/elements.js'

const hba1c = (comparator?: unknown) => quantityIn({ value: 7.1, unit: '%', comparator })

describe('a quantity of a clinical record', () => {
  it('D13: is told with its comparator, however that is written', () => {
    expect(hba1c('<')).toBe('<7.1 %')
    expect(hba1c(' >= ')).toBe('>=7.1 %')
    expect(hba1c('lt')).toBe('lt 7.1 %')
    for (const comparator of comparators) expect(hba1c(comparator)).toContain(comparator)
  })

  it('D13: is never told as a measurement where the comparator is another word', () => {
    for (const comparator of ['below', 'Ana Almeida', '<>']) {
      expect(hba1c(comparator)).toBe('bound 7.1 %')
    }
    expect(rangeIn({ low: { value: 4, comparator: 'over' } })).toBe('from bound 4')
  })

  it('is a measurement where there is none', () => {
    for (const comparator of [undefined, null, '', ' ', '=', 7, {}]) {
      expect(hba1c(comparator)).toBe('7.1 %')
    }
  })
})
