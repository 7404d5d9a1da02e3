import { decoded, isEncoded } from './decoded.js'
import { fold, unmask } from './fold.js'
import { pattern } from './pattern.js'
import { shapeOf } from './shape.js'

const model =
  '(?:ai|ki|ia|llm|gpt|chat ?gpt|chat ?bots?|chat assistants?|language models?|large models?|ai (?:model|agent|system|assistant)s?|(?:ki|ai)-? (?:modells?|assistent(?:en)?|system)|sprachmodells?|modele de langage|modelo de lenguaje|(?:digital|virtual|automated) assistants?|assistente? (?:virtuel|ia)|asistente (?:virtual|de ia)|agente? (?:de )?ia|modele (?:de )?ia|modelo (?:de )?ia)'

const rules =
  '(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|commands?|constraints?|restrictions?|guardrails?|safeguards?|polic(?:y|ies)|safety|programming|training|context|messages?|conversation)'
const before =
  '(?:previous|prior|preceding|earlier|above|former|existing|original|initial|system|developer|safety|your|all|any|other|these|those|everything)'
/** Who does something is told about, not told. */
const told =
  '(?<!\\b(?:to|patients?|he|she|they|often|would|may|might|can|could|did|does|not|who|will|and|family|parents|participant|participants|subjects?)[^a-z0-9]{1,3})'

const il =
  '(?<!\\b(?:il|elle|ils|elles|on|qui|et|ne|n|l|patiente?s?|participante?s?|famille|mere|pere|enfant|personne|souvent|parfois|nous|je)[^a-z0-9]{1,3})'
const ella =
  '(?<!\\b(?:ella|el|que|y|se|lo|la|pacientes?|participantes?|familia|madre|padre|nino|nina|persona|veces|no|nos)[^a-z0-9]{1,3})'

/** Commands that set aside what a model was told. */
const override = pattern(
  `${told}(?:ignore|disregard|forget|override|bypass|overrule|discard|neglect|drop) (?:(?:of|the|about|all|any|absolutely|completely) ){0,3}${before} (?:[a-z]{1,20} ){0,3}${rules}`,
  `${told}(?:ignore|disregard|forget|discard) (?:everything|anything|all|whatever|what) (?:that )?(?:(?:you|was|has|were|is) ){1,2}(?:have )?(?:been )?(?:were )?(?:told|said|instructed|above|before|written|given)`,
  `(?:do not|don'?t|stop|never|no longer) (?:follow|following|obey|obeying|apply|applying) (?:(?:the|your|any|of|all) ){0,3}(?:previous|prior|system|safety|original|developer|your|above) (?:[a-z]{1,20} ){0,2}${rules}`,
  'new (?:system (?:instructions?|directives?|rules)|(?:instructions?|orders?|rules) for (?:you|the (?:model|ai|assistant))\\b)',
  '(?:from now on|henceforth|starting now),? (?:you (?:are|will|must|act|answer|obey|respond|should)|answer only|respond only|only answer|act as)',
  '(?:ignorier(?:e|en sie)?|missachte(?:n sie)?|vergiss|vergessen sie|umgehe(?:n sie)?|ubergehe(?:n sie)?|uberschreibe(?:n sie)?|verwirf|verwerfen sie) (?:(?:bitte|einfach|sofort|nun|jetzt) )?(?:(?:all|die|deine|ihre|samtliche|jede|obige|bisherige|vorherige|vorige|fruhere|vorangehende|vorstehende)(?:[nmrs]|es)? ?(?:[a-z]{1,20} )?){1,3}(?:anweisung|regel|vorgabe|instruktion|prompt|system|beschrankung|richtlinie|sicherheit|befehl|nachricht|kontext)',
  '(?:befolge|beachte) (?:ab (?:jetzt|sofort) )?(?:nur|ausschliesslich) (?:noch )?(?:diese|folgende|meine|die folgenden) (?:anweisung|regel|befehl|instruktion)',
  'ab (?:jetzt|sofort|nun) (?:bist du|sind sie|antworte|antworten sie|befolge|gehorche|handle|verhalte)',
  `${il}(?:ignorez?|oubliez?|neglige[rz]?|contourne[rz]?|outrepasse[rz]?|ne (?:tenez?|tiens) (?:plus|pas) compte|ne suivez plus|ne suis plus|fais abstraction|faites abstraction) (?:(?:toutes?|tous|les?|des?|tes|vos|ces|la|l) ?'?){1,3}(?:[a-z]{1,20} ){0,2}(?:instruction|consigne|regle|directive|prompt|message|restriction|contexte|ordre|invite)`,
  'a partir de (?:maintenant|ahora|este momento),? (?:tu es|vous etes|reponds|repondez|obeis|agis|tu dois|vous devez|eres|usted es|responde|obedece|actua|debes|solo)',
  `${ella}(?:ignora|ignore|olvida|olvide|omite|omita|descarta|descarte|desobedece|anula|anule|elude|no sigas|no siga|no hagas caso (?:de|a)|haz caso omiso de) (?:(?:todas?|todos|las?|los?|tus|sus|de|del|estas|cualquier|por completo) ){1,4}(?:[a-z]{1,20} ){0,2}(?:instruccion|regla|directriz|directrices|orden|mensaje|indicacion|prompt|restriccion|contexto|sistema|norma)`,
)

/** Whoever is spoken to is a model. */
const address = pattern(
  `(?:note|notice|message|memo|attention|reminder|instructions?|hint|advice) (?:to|for) (?:the |any |all |every |our |your )?(?:reading |processing |summari[sz]ing )?(?:${model}|models?\\b|assistants?\\b(?! (?:surgeon|physician|nurse|doctor|professor|anaesthetist|anesthetist|director|coach|living)))`,
  `(?:dear|hey|hello|hi|attention|attn|important|listen) (?:to |for )?(?:the |all |any )?(?:${model}|assistant(?= ?[,:!])|claude(?= ?[,:!])|copilot(?= ?[,:!])|model(?= ?[,:!]))`,
  `(?:if|when) (?:you are|you're|youre) (?:an? |the )?(?:${model}|assistant|model)`,
  `(?:you are|you're) (?:now )?(?:an? |the )?(?:[a-z]{1,15} ){0,2}(?:${model}|dan\\b|jailbroken|unrestricted|developer mode|root user|in developer mode)`,
  `(?:any|the|every|an?) (?:${model}) (?:[a-z]{1,15} ){0,3}(?:must|should|shall|has to|needs to|is required to|will now)`,
  `(?:hinweis|nachricht|notiz|anweisung|mitteilung|achtung|wichtig|info) ?:? (?:(?:an|fur) )?(?:(?:das|die|den|alle|jede|diese)[nsrm]? ?(?:[a-z]{1,15} )?)?(?:${model}|modell\\b|assistenten?\\b(?! ?arzt))`,
  `(?:du bist|sie sind|wenn du|falls du|wenn sie|falls sie) (?:jetzt |nun |ab jetzt |ein |eine |das |die ){0,3}(?:${model}|assistent\\b|uneingeschrankt)`,
  `(?:note|message|remarque|avis|consigne|instruction|attention|rappel|important) ?:? (?:pour|a|au|aux|destinee? a|a l) ?'?(?:l'|le |la |les |tout |toute |un |une )?(?:${model}|modele\\b|assistant\\b(?= ?[:,(]| ia| virtuel))`,
  `(?:tu es|vous etes|si tu es|si vous etes) (?:maintenant |desormais |un |une |le |l'){0,3}(?:${model}|assistant\\b|modele\\b)`,
  `(?:nota|mensaje|aviso|instruccion(?:es)?|atencion|recordatorio|importante) ?:? (?:para|al?|a la|destinad[oa] al?) (?:el |la |los |las |todo |cualquier |este )?(?:${model}|modelo\\b|asistente\\b(?= ?[:,(]| virtual| de ia))`,
  `(?:eres|usted es|si eres|si usted es) (?:ahora |un |una |el |la ){0,3}(?:${model}|asistente\\b|modelo\\b)`,
)

/** Tools, by their names here, or a program's name after a verb that asks for it. */
const toolNames =
  'get_(?:study|studies|patient|observation|clinical|server|cohort)_[a-z]+|list_(?:studies|patients?|organizations|practitioners)(?:_[a-z]+)*|search_patients|summarize_[a-z]+|describe_schema|count_clinical_records'
const toolUse = pattern(
  `(?:${toolNames})(?![a-z])`,
  '(?:call|invoke|execute|run|use|trigger|launch|open)(?: the| your| this)? (?:[a-z]{1,15} )?(?:[a-z]{2,20}(?:_[a-z]{2,20}){1,4}(?![a-z_])|(?:e-?mail|shell|browser|file|database|sql|search|web|http|terminal|mcp|python|code) (?:tool|function|command|server|interpreter)|bash\\b|curl\\b|powershell\\b)',
  '(?:rufe?|nutze|verwende|benutze|starte|fuhre)(?:n sie)? (?:(?:das|die|den|nun|jetzt|bitte|dein) ){0,2}(?:[a-z]{2,20}(?:_[a-z]{2,20}){1,4}(?![a-z_])|(?:werkzeug|tool|funktion|befehl|skript) [a-z_]{2,40} ?(?:auf|aus)|(?:e-?mail|such|datenbank|shell|web|datei) (?:werkzeug|tool|funktion))',
  "(?:appelle[rz]?|utilise[rz]?|execute[rz]?|lance[rz]?|invoque[rz]?) (?:l'|le |la |ton |votre )?(?:(?:outil|fonction|commande|script) (?:[a-z_-]{2,40})|[a-z]{2,20}(?:_[a-z]{2,20}){1,4}(?![a-z_]))(?= |$|[^a-z])(?<!outil de [a-z]{1,20})(?<!outil d)",
  '(?:llama|llame|usa|use|utiliza|utilice|ejecuta|ejecute|invoca|invoque|lanza|lance)(?: a)? (?:(?:la|el|tu|su) )?(?:(?:herramienta|funcion|comando) (?:[a-z]{1,10} )?[a-z]{2,20}_[a-z_]{2,40}|[a-z]{2,20}(?:_[a-z]{2,20}){1,4}(?![a-z_])|herramienta de (?:correo|busqueda|archivos))',
)

/** Marks by which models tell who speaks. */
const roleTags =
  /<\|?\/?(?:im_(?:start|end)|system|assistant|user|human|tool|endoftext|eot_id|start_header_id|function_calls?|tool_(?:call|use|result)s?|instructions?|inst|sys)\b[^<>]{0,40}\|?>|\[\/?(?:inst|system|assistant|user|developer)\b[^\]]{0,20}\]|<<\/?sys>>|#{2,}\s{0,3}(?:system|instructions?|assistant|human|user|response|anweisung(?:en)?|instrucciones)\b|\bsystem[\s_-]{0,2}(?:prompts?|messages?|override|instructions?|notice|nachricht|anweisung|befehl|role)\b|\b(?:message|prompt|invite|instructions?|mensaje|instruccion(?:es)?|orden)\s{1,2}(?:du |del |de )?(?:systeme?|sistema)\b|\b(?:begin|end|start of|end of) (?:system|prompt|instructions?|untrusted|data)\b[\s\]>*=-]{0,3}(?:prompt|block|section|instructions)|\bdeveloper (?:mode|message|prompt)\b|(?:^|[\n.;|"'\s])(?:system|assistant|human|user)\s?:\s{0,2}(?:you|ignore|please|sure|i will|forget|new|always|never|from)\b/

/** Keeping something from whoever asks, or taking data out. */
const user =
  '(?:users?|humans?|operators?|person asking|anyone|anybody|benutzer(?:n|in)?|nutzer(?:n|in)?|anwender[ns]?|menschen|niemandem|utilisateurs?|utilisatrice|personne|usuari[oa]s?|humano|nadie)'
const data =
  '(?:patients?|patient data|patient records?|records?|data|names?|conversation|chat|history|credentials?|tokens?|passwords?|secrets?|keys?|everything|contents?|answers?|addresses|identifiers|list|daten|patientendaten|namen|patientenliste|verlauf|zugangsdaten|passworter|donnees|noms|liste|dossiers|mots de passe|conversation|datos|nombres|lista|pacientes|registros|contrasenas|conversacion)'
const place =
  '(?:https?[^a-z0-9]{1,4}|www\\.|ftp[^a-z0-9]{1,4}|(?:[a-z0-9._-]{1,30})@|webhook|(?:external|remote|attacker|my|externen?|fremden?|externo|externe) (?:server|address|endpoint|site|mailbox|serveur|servidor|adresse|direccion)|(?:this|that|the) (?:url|link|endpoint|webhook))'
const secrecy = pattern(
  `(?:do not|don'?t|never|must not|without) (?:tell|telling|mention(?:ing)?|inform(?:ing)?|reveal(?:ing)?|warn(?:ing)?|alert(?:ing)?|notify(?:ing)?|ask(?:ing)?|show(?:ing)?|disclos(?:e|ing)|let(?:ting)?) (?:[a-z]{1,15} ){0,4}${user}\\b(?! (?:manual|interface))`,
  `(?:do not|don'?t|never) (?:mention|reveal|disclose|display|show|quote|repeat|acknowledge|report) (?:that )?(?:this|these|the|your) (?:[a-z]{1,15} )?(?:instructions?|messages?|prompts?|text|request|note|system)\\b`,
  `(?:keep|hide|conceal|withhold) (?:[a-z]{1,15} ){0,3}(?:secret |hidden )?from (?:the |your )?(?:user|human|operator|person asking)`,
  `(?:reveal|print|output|repeat|show|leak) (?:me )?(?:your|the) (?:[a-z]{1,12} )?(?:system prompt|instructions|hidden prompt|prompt|api keys?|credentials|tokens?|secrets)\\b`,
  `(?:send|forward|post|upload|e?-?mail|transmit|exfiltrate|leak|copy|append|submit) (?:[a-z]{1,15} ){0,5}${data}\\b … (?:to|at|into|in) (?:[a-z]{1,12} ){0,3}${place}`,
  `(?:sage|sagen sie|erzahle|erwahne|erwahnen sie|informiere|informieren sie|zeige|verrate|verraten sie|warne|melde) (?:[a-z]{1,15} ){0,4}(?:${user} (?:[a-z]{1,15} ){0,4}(?:nichts|nicht|nie)|nichts (?:[a-z]{1,12} ){0,3}${user}|(?:diese|die|den|deine)[nrs]? (?:anweisung|nachricht|text|prompt|hinweis)(?:en)? (?:[a-z]{1,12} ){0,3}nicht)`,
  `ohne (?:(?:dass|es|den|die|das|dem|der) ){0,3}${user} (?:[a-z]{1,12} ){0,4}(?:zu (?:informieren|fragen|sagen|warnen)|davon|erfahrt|merkt)`,
  `(?:sende|senden sie|schicke?|schicken sie|ubermittle|ubermitteln sie|lade|leite|maile|poste) (?:[a-z]{1,15} ){0,5}${data}\\b … (?:an|nach|auf|zu|bei) (?:[a-z]{1,12} ){0,3}${place}`,
  `(?:ne|n') ?(?:dis|dites|mentionne[rz]?|revele[rz]?|informe[rz]?|montre[rz]?|signale[rz]?|parle[rz]?|previens|prevenez|avertis|avertissez|divulgue[rz]?) (?:[a-z]{1,15} ){0,2}(?:rien|pas|jamais|point) (?:[a-z']{1,15} ){0,5}(?:${user}\\b|cette (?:instruction|consigne)|ce message|ces (?:instructions|consignes))`,
  `sans (?:(?:en )?(?:informer|prevenir|avertir|demander|le dire|rien dire|dire)) (?:[a-z]{1,10} ?'?){0,3}${user}\\b`,
  `(?:envoie|envoyez|transmets|transmettez|publie|publiez|telecharge[rz]?|transfere[rz]?|poste[rz]?) (?:[a-z']{1,15} ){0,5}${data}\\b … (?:a|au|vers|sur) (?:[a-z]{1,12} ?'?){0,3}${place}`,
  `(?:no|nunca|jamas) (?:(?:se lo|le|les|lo) )?(?:digas?|menciones?|reveles?|informes?|muestres?|avises?|cuentes?|comuniques?) (?:[a-z]{1,15} ){0,5}(?:${user}\\b|est[ea]s? (?:instruccion(?:es)?|mensaje|nota|texto)|estas instrucciones)`,
  `sin (?:(?:que )?(?:informar|avisar|decirselo|decir|preguntar|advertir|mencionar|se entere|lo sepa)) (?:[a-z]{1,10} ){0,4}${user}\\b`,
  `(?:envia|envie|manda|mande|reenvia|reenvie|publica|publique|sube|suba|transmite|transmita) (?:[a-z]{1,15} ){0,5}${data}\\b … (?:a|al|en|hacia) (?:[a-z]{1,12} ){0,3}${place}`,
)

/** Ways to hide a text from who reads it over. */
const encoding = pattern(
  '(?:base ?64|rot ?13|base ?32|url ?encoded|hex (?:encoded|string))(?![0-9])',
  '(?:decode|decrypt|dekodiere|entschlussle|decode[rz]|dechiffre[rz]?|decodifica|descifra|descodifica|decodifique) (?:[a-z]{1,15} ){0,6}(?:and|und|et|y) (?:[a-z]{1,12} ){0,3}(?:follow|execute|run|obey|do|perform|befolge|fuhre|suis|suivez|execute[rz]?|sigue|ejecuta|siga|ejecute|cumple)',
)

const patterns: readonly RegExp[] = [override, address, toolUse, roleTags, secrecy, encoding]

const matches = (folded: string): boolean => patterns.some((one) => one.test(folded))

const isPlain = (text: string): boolean => {
  const folded = fold(text)
  if (matches(folded)) return true
  const unmasked = unmask(folded)
  return unmasked !== folded && matches(unmasked)
}

/**
 * Bodies of one kind, of which an answer has many, differ in numbers, times and ids alone.
 * @param shapes what was found of those that were looked at before
 */
const isShapePlain = (text: string, shapes: Map<string, boolean>): boolean => {
  const shape = shapeOf(text)
  const known = shapes.get(shape)
  if (known !== undefined) return known
  const found = isPlain(shape)
  shapes.set(shape, found)
  return found
}

/**
 * Whether a text looks like an instruction to a model, in English, German, French or Spanish: it sets
 * aside what was told, speaks to a model, names tools, sets marks of a speaker, asks for secrecy or to
 * send data away, or is encoded.
 * @param shapes what was found of encoded texts of the same answer, by what is the same in all of a kind
 */
export function holdsInstruction(text: string, shapes = new Map<string, boolean>()): boolean {
  const hidden = decoded(text)
  // the letters of an encoded text are in no order
  const isOnlyHidden = hidden.length > 0 && isEncoded(text)
  return (!isOnlyHidden && isPlain(text)) || hidden.some((one) => isShapePlain(one, shapes))
}
