import { afterAll } from 'vitest'

import { removeHomes } from './own-home.js'
// a module of its own, since this file is run for each test file and the limit is set once
import './properties/limit.js'

afterAll(removeHomes)
