"""French."""

from detente.inference.quotes.languages.table import Language
from detente.inference.quotes.wordlists import words

FRENCH = Language(
    code="fr",
    verbs=words(
        """
        dire déclarer affirmer expliquer préciser souligner ajouter estimer juger assurer répondre demander écrire
        raconter confier indiquer rappeler insister annoncer regretter dénoncer critiquer promettre reconnaître
        admettre avertir prévenir conclure poursuivre lancer marteler répéter rétorquer répliquer soutenir témoigner
        résumer commenter observer noter relever constater plaider réagir protester exclamer interroger murmurer crier
        ironiser plaisanter tonner déplorer saluer féliciter prédire proposer suggérer recommander confirmer nier
        avouer prétendre argumenter nuancer tempérer justifier renchérir enchaîner reprendre glisser tweeter détailler
        marteler analyser prévoir espérer s'exclamer s'indigner s'inquiéter s'interroger indigner inquiéter
        """
    ),
    forms=words(
        """
        dit dis dits estime juge écrit note observe relève commente demande annonce regrette plaide glisse reprend
        poursuit promet répond conclut admet nuance résume lance tonne salue prévient soutient confie analyse détaille
        témoigne crie réagit reconnaît avoue rappelle critique
        """
    ),
    auxiliaries=words("a ont avait avaient aurait est était s'est s'était s’est s’était l'a l’a"),
    pronouns={"il": "m", "elle": "f", "ils": "?", "elles": "?", "on": "?", "je": "?", "nous": "?"},
    determiners=words(
        """
        le la les un une des du de ce cette ces son sa ses leur leurs notre nos mon ma plusieurs deux trois quelques
        certains certaines
        """
    ),
    links=words("de du des la le les"),
    stops=words(
        """
        à au aux dans lors devant sur en pour avec par chez après avant depuis pendant contre sous vers entre hier
        aujourd'hui aujourd’hui demain lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril
        mai juin juillet août septembre octobre novembre décembre puis ensuite encore aussi également toutefois
        pourtant ainsi alors qui que dont où et ou mais car ne pas plus lui leur se y ce matin soir sans selon comme
        quand auprès face
        """
    )
    - words("ce leur"),
    according=words("selon d'après d’après"),
    titles=words(
        """
        m mme mlle dr pr me mgr maître président présidente ministre premier première général colonel capitaine
        professeur docteur pape roi reine prince princesse monsieur madame sénateur sénatrice député députée
        """
    ),
    title_endings=(),
    feminine=("mme", "mlle", "madame", "présidente", "reine", "princesse", "sénatrice", "députée", "directrice"),
    masculine=("m", "monsieur", "président", "roi", "prince", "pape", "sénateur", "député", "directeur"),
    bare_nouns=False,
)
