/** Small sets of words that a column is full of or not. All in lower case. */
const words = (text: string): ReadonlySet<string> => new Set(text.split('|').map((word) => word.trim()))

export const sexWords = words(
  'male|female|m|f|man|woman|boy|girl|other|x|d|w|non-binary|nonbinary|diverse|unknown|u|männlich|weiblich|divers|mann|frau|homme|femme|h|masculin|féminin|hombre|mujer|masculino|femenino|feminino|maschio|femmina|uomo|donna|homem|mulher|vrouw|mężczyzna|kobieta|k|muž|žena|kvinna|kvinde|kvinne|mies|nainen|erkek|kadın|мужской|женский|м|ж|муж|жен|男|女|男性|女性|남|여|남성|여성|férfi|nő|bărbat|femeie|άνδρας|γυναίκα',
)
/** Of these at least one is there, or the letters mean something else. */
export const sexMarks = words(
  'male|female|m|f|man|woman|männlich|weiblich|w|homme|femme|hombre|mujer|masculino|femenino|feminino|masculin|féminin|maschio|femmina|uomo|donna|vrouw|kobieta|mężczyzna|žena|muž|kvinna|nainen|erkek|kadın|мужской|женский|ж|муж|жен|男|女|男性|女性|남|여|남성|여성|nő|femeie|γυναίκα',
)
export const honorifics = words(
  'mr|mrs|ms|miss|mx|dr|prof|rev|sir|madam|dame|lord|lady|herr|frau|fräulein|hr|fr|m|mme|mlle|monsieur|madame|mademoiselle|sr|sra|srta|d|dña|señor|señora|sig|sig.ra|signor|signora|dott|dott.ssa|dhr|mevr|mw|pan|pani|p|bay|bayan|г-н|г-жа|ing|mgr|jr|ii|iii|phd|md|さん|様|先生|女士|mr. and mrs|prof. dr|dr.-ing',
)
export const nationalities = words(
  'american|british|english|scottish|welsh|irish|french|german|austrian|swiss|belgian|dutch|danish|norwegian|swedish|finnish|icelandic|greenlander|greenlandic|polish|czech|slovak|slovenian|slovene|croatian|serbian|bosnian|hungarian|romanian|bulgarian|greek|turkish|russian|ukrainian|belarusian|estonian|latvian|lithuanian|italian|spanish|portuguese|brazilian|mexican|hispanic|latino|argentine|chilean|colombian|peruvian|canadian|australian|new zealander|south african|nigerian|kenyan|ethiopian|eritrean|igbo|egyptian|moroccan|tunisian|algerian|arabic|arab|iranian|persian|iraqi|israeli|jewish|indian|pakistani|bangladeshi|chinese|taiwanese|japanese|japanese (anglicized)|korean|vietnamese|thai|filipino|indonesian|malaysian|hobbit|ninja|klingon|chechen|chechen (latin)|russian (cyrillic)|russian (latin)|persian (latin)|vietnamese (latin)|white|black|asian|african american|caucasian|native american|pacific islander|deutsch|österreichisch|schweizerisch|français|française|italiano|español|française|polska|polskie',
)
export const familyWords = words(
  'single|married|divorced|widowed|separated|engaged|civil union|domestic partnership|ledig|verheiratet|geschieden|verwitwet|célibataire|marié|mariée|divorcé|veuf|soltero|casado|divorciado|viudo|soltera|casada|celibe|sposato|nubile|solteiro',
)
/** Heads of names of jobs. */
export const jobHeads =
  /\b(manager|director|engineer|developer|analyst|assistant|clerk|officer|technician|secretary|specialist|representative|consultant|coordinator|supervisor|administrator|accountant|designer|teacher|nurse|operator|worker|attendant|agent|inspector|mechanic|installer|repairer|repairman|tender|setter|scientist|advisor|adviser|aide|helper|trainer|instructor|editor|writer|president|executive|associate|architect|planner|broker|dealer|driver|keeper|maker|cutter|fitter|owner|lead|leader|staff|head|chief|intern|strategist|orchestrator|liaison|facilitator|producer|chef|cook|baker|pilot|guard|judge|lawyer|attorney|paralegal|physician|surgeon|therapist|dentist|pharmacist|counselor|psychologist|librarian|musician|actor|artist|photographer|reporter|journalist|translator|interpreter|professor|lecturer|tutor|receptionist|cashier|salesperson|sales|buyer|treasurer|auditor|controller|ceo|cto|cfo|vp|leiter|leiterin|entwickler|berater|sachbearbeiter|ingenieur|kaufmann|assistent|directeur|responsable|ingénieur|gerente|ingeniero|técnico|jefe|direttore|diretor|engenheiro|analista|kierownik|specjalista|inżynier|менеджер|директор|инженер)s?\b|[a-z](?:ist|ician|smith|woman|man|grapher|keeper|maker)s?(?=$|,| )/i
export const companyForms =
  /\b(inc|llc|ltd|limited|corp|corporation|plc|gmbh|ag|kg|ohg|ug|s\.?a\.?s?|s\.?l\.?|s\.?r\.?l\.?|s\.?p\.?a|b\.?v|n\.?v|a\/s|aps|oy|oyj|ab|as|asa|kft|zrt|sp\.? z o\.?o|s\.?r\.?o|a\.?s|pty|pvt|co|lda|ltda|eirl|sarl|eurl|kk|ооо|оао|зао|ао)\.?(?=$|[\s,)])|株式会社|有限公司|주식회사/iu
export const companyWords =
  /(&|'s\b|\b(and sons|group|company|partners|holding|holdings|industries|solutions|services|systems|stores?|foods?|markets?|bank|insurance|investments?|capital|consulting|technologies|enterprises|associates|brothers|bros|shop|cafe|restaurants?|realty|electronics|design|planners?|management|financial|hardware|center|centre|stereo|records|drugs?|supermarkets?|motors?|auto|travel|media|labs?|works|traders|trading|imports?|logistics|garden|lawn|maintenance|wealth|supply|superstore|world|house|depot|club|books|fashions?|jewelers|architectural|bakery|burgers?|pizza|grocery|catalog|showrooms)\b)/i
/** What a street is called, at the start, at the end or inside of a word. */
export const streetWords =
  /\b(street|st|road|rd|avenue|ave|avda|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|parade|crescent|cres|close|way|highway|hwy|parkway|pkwy|grove|hill|row|walk|circle|loop|trail|alley|rue|quai|chemin|impasse|allée|place|cours|faubourg|route|via|viale|piazza|corso|vicolo|largo|calle|avenida|av|plaza|paseo|camino|carretera|ronda|travessa|rua|praça|estrada|alameda|ul|ulica|aleja|al|os|pl|ulice|náměstí|nám|utca|út|útja|tér|körút|strada|bulevardul|bd|calea|ulitsa|prospekt|pereulok|ул|улица|проспект|пер|вул|cadde|caddesi|sokak|sokağı|mahallesi|p\.?\s?o\.? box|postfach|postboks|casilla|apartado|bp|jl|jalan|õ?tn|põik|mnt|tee|pst|οδός|λεωφ|πλ)\b\.?|(stra(ss|ß)e|str\.|gasse|weg|platz|allee|ufer|damm|ring|straat|laan|gracht|plein|kade|dijk|singel|vej|gade|vænget|gata|gatan|vägen|väg|veien|vegen|veg|gate|torget|katu|tie|kuja|polku|braut|stígur|gata|vegur|ova|eva|ská|cká|ní|á|町|街|路|丁目|番地|로|길)(?=\s|$|\d)/iu
/** Words of sentences; a text without any is a list or a name. */
export const sentenceWords =
  /(^|\s)(the|a|an|is|are|was|and|of|to|in|for|with|that|this|has|have|not|der|die|das|und|ist|nicht|mit|ein|eine|von|le|la|les|et|est|des|une|pour|avec|el|los|y|que|con|una|para|il|che|di|non|per|o|os|não|com|um|uma|de|het|een|en|niet|van|i|w|na|nie|jest|och|att|är|og|er|ikke|ja|on|ei|bir|ve|bu|и|в|не|на|что|с)(\s|$)/i

/** What says nothing of the column that it stands in: words for sexes, forms of address, family situations, peoples. */
export function isPublicWord(text: string): boolean {
  const word = text.toLowerCase().replace(/\.$/, '')
  return [sexWords, honorifics, familyWords, nationalities].some((list) => list.has(word))
}
