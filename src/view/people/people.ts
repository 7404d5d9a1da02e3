import { openView, ownTool } from '../open-view.js'
import { PeoplePage } from './people-page.js'

openView((host) => new PeoplePage(host, ownTool()))
