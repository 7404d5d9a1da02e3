import { openView } from '../open-view.js'
import { ObservationsPage } from './observations-page.js'

openView((host) => new ObservationsPage(host))
