import { openView } from '../open-view.js'
import { InPlace } from '../parts/in-place.js'
import { studyPage } from './study-page.js'

openView((host) => new InPlace(host, (openTrend) => studyPage(host, openTrend)))
