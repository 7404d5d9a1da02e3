import { openView } from '../open-view.js'
import { dragToZoom } from './drag-zoom.js'
import { trendFiles } from './save.js'
import { TrendPage } from './trend-page.js'

openView((host) => new TrendPage(host, { filesOf: trendFiles, onCharts: dragToZoom }))
