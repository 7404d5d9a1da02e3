import { openView } from '../open-view.js'
import { InPlace } from '../parts/in-place.js'
import { summaryPage } from './summary-page.js'

openView((host) => new InPlace(host, (openTrend) => summaryPage(host, openTrend)))
