import { numberIn, type Fields } from '../../picture/answer/fields.js'
import type { Host } from '../../view/host.js'
import { ObservationsPage } from '../../view/observations/observations-page.js'
import type { ViewPage } from '../../view/open-view.js'
import { InPlace } from '../../view/parts/in-place.js'
import { PeoplePage } from '../../view/people/people-page.js'
import type { Person } from '../../view/people/person.js'
import { studyPage } from '../../view/study/study-page.js'
import { summaryPage } from '../../view/summary/summary-page.js'
import { dragToZoom } from '../../view/trend/drag-zoom.js'
import { trendSaves } from '../../view/trend/save.js'
import { TrendPage } from '../../view/trend/trend-page.js'

/** The page of a participant, in the study that was asked about or the first of theirs. */
const linkOf = ({ id, studies }: Person, { study_id: asked }: Fields): string | undefined => {
  const study = numberIn(asked) ?? studies[0]
  return study === undefined || id === '' ? undefined : `#/studies/${study}/patients/${id}`
}

const peoplePage =
  (tool: string) =>
  (host: Host): ViewPage =>
    new PeoplePage(host, tool, linkOf)

const pages: ReadonlyMap<string, (host: Host) => ViewPage> = new Map<
  string,
  (host: Host) => ViewPage
>([
  [
    'get_observation_trend',
    (host) => new TrendPage(host, { saves: trendSaves(host), onCharts: dragToZoom }),
  ],
  [
    'summarize_observations',
    (host) => new InPlace(host, (openTrend) => summaryPage(host, openTrend)),
  ],
  ['get_study_metadata', (host) => new InPlace(host, (openTrend) => studyPage(host, openTrend))],
  ['get_patient_observations', (host) => new ObservationsPage(host)],
  ['get_patient_demographics', peoplePage('get_patient_demographics')],
  ['search_patients', peoplePage('search_patients')],
])

/** What makes the view of a tool of ours, as hosts show its answers; undefined where it has none. */
export const viewOf = (tool: string): ((host: Host) => ViewPage) | undefined => pages.get(tool)
