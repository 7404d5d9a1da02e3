import { build } from 'tsdown'

import { product, withViews } from './build-options.js'
import { buildViews } from './build-views.js'

const views = withViews(await buildViews())

// The command line of tsdown warns about Node 20, which builds this project well.
await build({ ...product, plugins: [...product.plugins, views], config: false })
