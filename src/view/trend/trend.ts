import { openView } from '../open-view.js'
import { dragToZoom } from './drag-zoom.js'
import { saveButtons } from './save.js'
import { TrendPage } from './trend-page.js'

openView((host) => new TrendPage(host, { extras: saveButtons(host), onCharts: dragToZoom }))
