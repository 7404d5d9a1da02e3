import { openView } from '../open-view.js'
import { TrendPage } from './trend-page.js'

openView((host) => new TrendPage(host))
