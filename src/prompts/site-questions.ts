import { care, type PromptSite } from './wording.js'

type Given = ReadonlyMap<string, string>

const studyOf = (given: Given): string => `study ${given.get('study_id') ?? ''}`

/** How an answer ends that people have to act upon: in JHE's own pages, by hand. */
const inPortal = ({ portal }: PromptSite, menu: string): string =>
  portal === undefined
    ? `the portal of JupyterHealth Exchange (there: ${menu})`
    : `${portal} (the portal of JupyterHealth Exchange; there: ${menu})`

export const planVisits = (given: Given, site: PromptSite): string =>
  `Find out who in ${studyOf(given)} is due to be seen or called. Nothing can be booked here, and JupyterHealth Exchange keeps no appointments: do not say that a visit was made. (1) get_study_metadata: what the study asks for, and how many take part. (2) list_patient_summaries with order last_seen for ${given.get('data_type') ?? 'each data type that it asks for'}: who has sent nothing for ${given.get('days') ?? '7'} days or longer, or nothing at all. With low and high where a range is known: who is out of it. A few pages are enough; do not fetch single measurements. (3) get_clinical_records for the first ten of them at most, type Encounter (status planned, or a start that lies ahead), then ServiceRequest and CarePlan: what is planned already. Report a table: patient id, why (silent since when, or which number with its unit), what is planned already. The most urgent first; no medical advice. ${care} End with a draft of each visit to paste (patient id, reason, wanted week), and with this page, where people plan them: ${inPortal(site, 'Patients')}.`

export const studySetupCheck = (given: Given, site: PromptSite): string =>
  `Check whether ${studyOf(given)} is set up. Nothing can be changed here. (1) get_study_metadata: what it asks its patients for, how many take part, and of each data type how many have agreed, declined or not answered yet. (2) summarize_observations of the study: data types without observations, and devices of the study that none of the sources names. (3) list_practitioners: who belongs to the organization of the study, and in which role; whether it has a manager. Report what is in order, and what is missing: data types that nobody was asked for or nobody has answered, consent that is pending, devices without data, roles that nobody has. ${care} End with a draft of what is to be changed, to paste, and with this page, where people change it: ${inPortal(site, 'Studies')}.`

export const systemMaintenance = (_given: Given, { command }: PromptSite): string =>
  `Check how this server is. Call get_server_status and report: whether somebody is signed in and until when; whether the database answers, from which migration on it is like this, and what its role can do besides reading; the rules of access and consent; the limits, and what the session is held to. For each problem say what it says to do, and nothing else. Then name what only a terminal tells; you cannot run it, so do not say how it came out: ${command('Use `jhe-mcp doctor` to walk from Node.js to the server and see what is wrong.')} ${command('Use `jhe-mcp audit verify` to see that no line of the audit trail was changed or removed.')} ${command('Use `jhe-mcp sql --indexes` for the script of the advised indexes where questions take long or end with QUERY_TIMEOUT.')} Do not guess.`

export const cohortQuestion = (given: Given): string =>
  `Answer this about everybody in ${studyOf(given)} together: ${given.get('question') ?? ''} Turn it into arguments first. Who is meant: where, at most four criteria that must all hold, each {data_type, value, stat, low, high, op, number} with number in the unit of the data ("mean systolic above 140, data on 15 days or more" is two of them). What is asked: data_type, value and stat (mean, min, max, last, count, days, or share between low and high). When: start and end. How to part it: group_by, or compare for another study or period. Then one call: summarize_cohort for how many and how high, list_patient_summaries for who, get_study_activity for which weeks or months. get_study_metadata has the data types. Report with the window, the unit and how many patients the figures are of; each patient counts once. Say which criteria you took the words for. Never join units. ${care}`
