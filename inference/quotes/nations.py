"""Adjectives of nationality and the states they belong to, as English newspapers write them."""

from detente.inference.quotes.wordlists import words


def _pairs(listed: str) -> dict[str, str]:
    pairs = (entry.split("=") for entry in " ".join(listed.split()).split("; "))
    return {adjective: state for adjectives, state in pairs for adjective in adjectives.split(",")}


# Adjective (or noun for a citizen) in lower case, and the state; where two states share one, the larger.
STATE_OF = _pairs(
    """
    afghan=Afghanistan; albanian=Albania; algerian=Algeria; american,u.s,us=United States; angolan=Angola;
    argentine,argentinian=Argentina; armenian=Armenia; australian=Australia; austrian=Austria;
    azerbaijani,azeri=Azerbaijan; bahraini=Bahrain; bangladeshi=Bangladesh; belarusian,belarussian=Belarus;
    belgian=Belgium; bolivian=Bolivia; bosnian=Bosnia; brazilian=Brazil; british,u.k,uk,briton=Britain;
    bulgarian=Bulgaria; burmese=Myanmar; cambodian=Cambodia; cameroonian=Cameroon; canadian=Canada;
    chadian=Chad; chilean=Chile; chinese=China; colombian=Colombia; congolese=Congo; croatian,croat=Croatia;
    cuban=Cuba; cypriot=Cyprus; czech=Czech Republic; danish,dane=Denmark; dutch=Netherlands; ecuadorian=Ecuador;
    egyptian=Egypt; emirati=United Arab Emirates; english=England; eritrean=Eritrea; estonian=Estonia;
    ethiopian=Ethiopia; filipino,philippine=Philippines; finnish,finn=Finland; french=France;
    georgian=Georgia; german=Germany; ghanaian=Ghana; greek=Greece; guatemalan=Guatemala; haitian=Haiti;
    hungarian=Hungary; icelandic=Iceland; indian=India; indonesian=Indonesia; iranian=Iran; iraqi=Iraq;
    irish=Ireland; israeli=Israel; italian=Italy; ivorian=Ivory Coast; jamaican=Jamaica; japanese=Japan;
    jordanian=Jordan; kazakh,kazakhstani=Kazakhstan; kenyan=Kenya; kosovar=Kosovo; kuwaiti=Kuwait;
    kyrgyz=Kyrgyzstan; laotian=Laos; latvian=Latvia; lebanese=Lebanon; liberian=Liberia; libyan=Libya;
    lithuanian=Lithuania; luxembourgish=Luxembourg; macedonian=Macedonia; malaysian=Malaysia; malian=Mali;
    maltese=Malta; mexican=Mexico; moldovan=Moldova; mongolian=Mongolia; montenegrin=Montenegro;
    moroccan=Morocco; namibian=Namibia; nepalese,nepali=Nepal; nicaraguan=Nicaragua; nigerian=Nigeria;
    norwegian=Norway; omani=Oman; pakistani=Pakistan; palestinian=Palestine; panamanian=Panama; paraguayan=Paraguay;
    peruvian=Peru; polish,pole=Poland; portuguese=Portugal; qatari=Qatar; romanian=Romania; russian=Russia;
    rwandan=Rwanda; saudi=Saudi Arabia; scottish,scot=Scotland; senegalese=Senegal; serbian,serb=Serbia;
    singaporean=Singapore; slovak,slovakian=Slovakia; slovene,slovenian=Slovenia; somali=Somalia;
    south-african=South Africa; soviet=Soviet Union; spanish,spaniard=Spain; sudanese=Sudan;
    swedish,swede=Sweden; swiss=Switzerland; syrian=Syria; taiwanese=Taiwan; tajik=Tajikistan;
    tanzanian=Tanzania; thai=Thailand; tunisian=Tunisia; turkish,turk=Turkey; turkmen=Turkmenistan;
    ugandan=Uganda; ukrainian=Ukraine; uruguayan=Uruguay; uzbek=Uzbekistan; venezuelan=Venezuela;
    vietnamese=Vietnam; welsh=Wales; yemeni=Yemen; zambian=Zambia; zimbabwean=Zimbabwe; abkhaz,abkhazian=Abkhazia;
    chechen=Chechnya; ossetian=Ossetia; crimean=Crimea; european=Europe
    """
)
"""Adjective in lower case to state."""

STATES = frozenset(state.lower() for state in STATE_OF.values()) | words(
    "america britain england holland congo macedonia burma ussr u.s uk u.k eu usa uae kingdom states republic"
)
"""Names of states in lower case."""


def state_of(word: str) -> str | None:
    """The state that an adjective of nationality ("Russian", "U.S.", "Finn's") names; None for any other word."""
    return STATE_OF.get(word.lower().removesuffix("'s").removesuffix("’s").rstrip("."))
