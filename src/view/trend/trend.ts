import { openView } from '../open-view.js'
import { dragToZoom } from './drag-zoom.js'
import { trendSaves } from './save.js'
import { TrendPage } from './trend-page.js'

openView((host) => new TrendPage(host, { saves: trendSaves(host), onCharts: dragToZoom }))
