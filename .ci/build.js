import { build } from 'tsdown'

import { buildConsole } from './build-console.js'
import { notices, product, withConsole, withViews } from './build-options.js'
import { buildViews } from './build-views.js'

const views = withViews(await buildViews())
const { texts, packages } = await buildConsole()
const plugins = [...product.plugins, views, withConsole(texts), notices(packages)]

// The command line of tsdown warns about Node 20, which builds this project well.
await build({ ...product, plugins, config: false })
