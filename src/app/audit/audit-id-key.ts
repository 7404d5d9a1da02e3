/** Name in `_meta` of an answer for the id of its line in the audit trail. */
export const auditIdKey = 'jhe-mcp/audit_id'
