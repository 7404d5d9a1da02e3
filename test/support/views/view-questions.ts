/** What each tool that has a view, or is to have one, is asked in the demo world. */
export const viewQuestions: Readonly<Record<string, object>> = {
  get_observation_trend: {
    patient_id: 40_013,
    data_type: 'omh:blood-pressure:4.0',
    bucket: 'week',
  },
  summarize_observations: { patient_id: 40_013 },
  get_patient_observations: { patient_id: 40_013, data_type: 'blood-pressure', limit: 20 },
  get_study_metadata: { study_id: 30_002 },
  get_patient_demographics: { study_id: 30_002 },
  search_patients: { name: 'tomasz' },
}
