"""German."""

from detente.inference.quotes.languages.table import Language
from detente.inference.quotes.wordlists import words

GERMAN = Language(
    code="de",
    verbs=words(
        """
        sagen erklären betonen meinen fragen antworten erwidern entgegnen berichten warnen fordern kritisieren
        schreiben erzählen behaupten versichern bestätigen bekräftigen unterstreichen beteuern beklagen bemängeln
        bedauern mahnen urteilen resümieren bilanzieren kommentieren verkünden mitteilen hinzufügen ergänzen
        hervorheben feststellen ankündigen einräumen zugeben klarstellen darlegen ausführen anmerken bemerken twittern
        posten rufen flüstern schimpfen scherzen spotten prophezeien prognostizieren raten empfehlen appellieren
        klagen loben äußern argumentieren vermuten schwärmen jubeln wettern poltern beschwichtigen zitieren
        versprechen drohen begründen räumen fügen stellen heben teilen kündigen legen führen geben merken heißen
        sprechen schließen
        """
    ),
    forms=words("fragt fragte so"),
    auxiliaries=words("hat habe haben hatte hatten"),
    pronouns={"er": "m", "sie": "f", "es": "?", "ich": "?", "wir": "?"},
    determiners=words(
        """
        der die das den dem des ein eine einer eines einem einen sein seine seiner ihr ihre ihrer unser unsere mehrere
        zwei drei viele einige beide
        """
    ),
    links=words("der des von vom"),
    stops=words(
        """
        am an auf aus bei beim bis durch für gegen gegenüber hinter im in ins mit nach neben ohne seit über um unter
        vor während wegen zu zum zur zuletzt dazu dabei damit daraufhin dann auch aber denn doch jedoch weiter
        weiterhin zudem außerdem ebenfalls erneut heute gestern morgen montag dienstag mittwoch donnerstag freitag
        samstag sonnabend sonntag januar februar märz april mai juni juli august september oktober november dezember
        hinzu ein fest hervor klar dar mit aus ab wörtlich laut dem sich uns ihm ihnen mir nun später anschließend als
        wie wenn weil dass und nicht kürzlich jüngst bereits schon noch nur selbst
        """
    )
    - words("der die das den dem des ein"),
    according=words("laut so"),
    titles=words(
        "frau herr dr prof professor professorin general oberst hauptmann papst könig königin prinz prinzessin"
    ),
    title_endings=(
        *("minister", "ministerin", "präsident", "präsidentin", "kanzler", "kanzlerin", "chef", "chefin"),
        *("sprecher", "sprecherin", "direktor", "direktorin", "leiter", "leiterin", "vorsitzende", "vorsitzender"),
        *("meister", "meisterin", "sekretär", "sekretärin", "abgeordnete", "abgeordneter", "botschafter"),
        *("botschafterin", "experte", "expertin", "politiker", "politikerin", "anwalt", "anwältin", "richter"),
        *("richterin", "trainer", "trainerin", "forscher", "forscherin", "beauftragte", "beauftragter", "admiral"),
        *("kommissar", "kommissarin", "gründer", "gründerin", "ökonom", "ökonomin", "rat", "rätin", "vize"),
    ),
    feminine=("frau", "in", "königin", "prinzessin"),
    masculine=("herr", "könig", "prinz", "papst", "minister", "präsident", "kanzler", "sprecher", "direktor", "leiter"),
    bare_nouns=True,
)
