import { expect, it } from 'vitest'

import {
  expandTemplate,
  namesIn,
  neededIn,
} from '../../../src/console-page/pages/tools/uri-template.js'

const template = 'jhe://study/{id}/rows{?from,to}{&limit}'

it('needs the names of a path, and not those of a query, which are left out without a value', () => {
  expect(namesIn(template)).toEqual(['id', 'from', 'to', 'limit'])
  expect(neededIn(template)).toEqual(['id'])
  expect(expandTemplate(template, { id: '7' })).toBe('jhe://study/7/rows')
  expect(expandTemplate(template, { id: '7', to: 'a b' })).toBe('jhe://study/7/rows?to=a%20b')
})
