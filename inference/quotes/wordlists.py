"""Word lists: what tells a person from an organisation or a place, and hints of gender."""


def words(listed: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(listed.split())


TITLES = words(
    """
    mr mrs ms miss mx dr prof professor sir lady lord dame president premier chancellor minister ministers
    secretary general lieutenant colonel major captain brigadier admiral commodore commander sergeant marshal
    corporal private gen lt col maj capt sgt adm cmdr brig sen rep gov senator congressman congresswoman
    representative governor mayor ambassador envoy attache consul spokesman spokeswoman spokesperson chairman
    chairwoman chair chief director deputy undersecretary commissioner king queen prince princess pope father
    sister brother rabbi imam sheikh judge justice count baron academician adviser advisor analyst speaker whip
    leader councillor counselor counsellor vice foreign prime defense defence interior assistant under first
    former retired acting rear herr frau madame mme monsieur engineer officer candidate hon rev bishop
    archbishop metropolitan patriarch cardinal mullah superintendent inspector detective coach rank second third
    affairs constable ataman seaman deacon class petty baroness countess democrat republican socialist exporter
    negotiator sociologist commandant oberst oberstleutnant councilwoman councilman delegate ambassador-at-large
    lecturer researcher psychologist physicist archpriest chieftain ombudsman undersecretary secretary-general
    """
)
NO_NAME = words(
    """
    the a an this that these those he she it they we i you his her its their our my but and or nor yet so if
    when while as at in on of to for from by with after before since until although though because where what
    who why how which not no there here then now also still even some many most both all each every one two
    three four five six seven eight nine ten according asked speaking meanwhile however moreover indeed perhaps
    maybe yes well only once neither either none few several
    during under over about monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december today yesterday
    tomorrow later earlier mr. another other such nobody everybody somebody did does do was is are were has have
    had will would can could should might must let whether outside inside elsewhere across among between against
    without within despite like unlike than instead next last
    """
)
# Many people together, as they stand capitalised at the beginning of a sentence.
PEOPLE = words(
    """
    people others everyone everybody officials diplomats analysts critics supporters opponents villagers soldiers
    residents experts observers commentators lawmakers insiders protesters protestors demonstrators rebels
    separatists generals officers commanders citizens voters workers refugees students farmers historians
    economists insurgents militants fighters troops veterans allies neighbors neighbours advocates detractors
    sceptics skeptics optimists pessimists hawks doves liberals conservatives nationalists reformers dissidents
    investors traders bankers scientists engineers drivers miners sailors pilots families parents women men
    eyewitnesses witnesses bystanders locals newspapers editors columnists scholars academics strategists
    """
)
ORGANISATION = words(
    """
    ministry department council committee commission agency office embassy secretariat party parliament congress
    senate house duma government union alliance organization organisation university institute center centre
    bank company corporation group association federation court army navy force forces command staff service
    bureau board press times post news foundation nato isaf un eu osce pentagon kremlin administration bundestag
    mission delegation railways church inc corp ltd co mfa authority assembly fund league movement campaign
    coalition cabinet network society trust corps wing fleet regiment brigade battalion squadron directorate
    chancellery consortium chamber club college school laboratory observatory academy museum hospital airlines
    railways district gazette tribune herald journal magazine taliban kremlin
    """
)
PLACES = words(
    """
    moscow washington brussels kabul tbilisi kiev kyiv london paris berlin warsaw prague lisbon bucharest russia
    georgia ukraine poland america afghanistan europe asia turkey romania china britain france germany italy
    spain japan iran iraq syria israel nato russian american afghan georgian ukrainian polish european turkish
    chinese british french german western eastern northern southern soviet uzbek kazakh tajik tashkent bishkek
    dushanbe astana almaty vienna geneva rome republican democratic republicans democrats islamic muslim
    christian new north south east west
    """
)
# What a minister, secretary or director is one of: the words between "of" and the name that follows.
PORTFOLIO = words(
    """
    state defense defence transport education health justice finance agriculture energy labor labour commerce
    treasury interior foreign affairs economy economics culture environment trade war homeland security veterans
    housing urban development united states army navy air force staff parliament house senate integration
    information press communications operations europe policy planning
    """
)
FEMALE_WORDS = words(
    """
    mrs ms miss lady dame queen princess congresswoman spokeswoman chairwoman councilwoman policewoman
    businesswoman woman wife mother sister daughter widow frau madame mme actress grandmother aunt girl
    schoolmistress nun baroness countess waitress niece her
    """
)
MALE_WORDS = words(
    """
    mr sir lord king prince congressman spokesman councilman policeman businessman fisherman man husband father
    brother son widower herr monsieur actor grandfather uncle boy monk priest imam rabbi baron bishop fireman
    nephew his
    """
)
FEMALE = words(
    """
    mary anne ann anna elizabeth margaret susan karen sarah ruth helen alice ingrid astrid sigrid birgit
    birgitte kirsten karin nancy carol judith judy janet joan jean jane kate katherine catherine kathleen amy
    emily rachel rebecca deborah michelle nicole christine charlotte claire louise sophie isabelle adele moira
    enid doris dolores carmen mercedes raquel agnes edith gertrud heather hillary jennifer jessica megan kim
    lauren lisbeth marit solveig gudrun hildegard ines pilar beatriz luz ruta daiva egle liv nino manana eka
    ketevan khatuna gulnar gulnara aigul leyla zeynep fatma aylin shirin fariba zainab noor denise yvonne simone
    irene marlene ilse inge dagmar ute anke heike elke margot bridget philippa phyllis vivian lillian marion
    evelyn joyce janice beverly shirley dorothy betty nestan tamar rusudan sibylle loretta lorna brigid siobhan
    niamh maeve elspeth fiona hazel ivy iris violet rose grace hope faith april june wendy tracy stacy sharon
    robin gail abigail peggy penny sally molly polly holly kelly shelly lucy mandy sandy cindy eleanor miriam
    esther naomi hannah susannah madeleine genevieve ingeborg anneke saskia maud astri ragnhild marie-claire
    anne-marie annemarie elisabeth beate renate mette bente hanne sanne lene signe
    """
)
MALE_A = words(
    """
    nikita ilya luca joshua mustafa misha kostya sasha vanya kolya petya seryozha dima garcia elisha noah ezra
    mykola illia mykyta kuzma foma zakharia sava nikola andrea savva danila mikula musa isa yahya zakaria
    abdulla abdullah ata atta raja krishna mika jukka pekka esa juha ibrahima costa borja jia akira ola vasja
    jerzya barna attila bela geza gyula sola dana barnaba obama jeremiah elijah isaiah mica micah aga agha
    moussa issa mirza murtaza mojtaba reza riza rıza kaya
    """
)
MALE = words(
    """
    john james robert michael william david richard thomas charles joseph george peter paul mark daniel steven
    kevin brian edward henry walter frank fred ray ralph roy louis luis jose juan carlos hans karl heinz fritz
    jurgen jochen hartmut wolfgang klaus lars sven bjorn erik olaf anders morten jens mads ivan vladimir dmitry
    dmitri sergei sergey alexei aleksei andrei andrey mikhail nikolai boris igor oleg viktor victor vadim valery
    yury yuri gennady gennadi anatoly stepan pavel pyotr konstantin leonid maxim roman ruslan timur rashid
    yevgeny evgeny vsevolod innokenty valentin zurab giorgi levan irakli davit vakhtang bidzina kakha mikheil
    shavkat bahodir almaz abdul mohammad muhammad ahmed ahmad hamid karim selim kemal mehmet ali hasan jan
    jaroslav vaclav jiri petr tomas bohumil ales marek andrzej krzysztof piotr jacek ion mihai radu traian
    marian raivo luc jean pierre jacques francois antonio marco giuseppe desmond iain gerald curtis duane
    marshall bernard arnold donald ronald kenneth raymond harold eugene albert arthur martin patrick scott
    jeffrey gary larry jerry terry dennis stephen gregory timothy andrew matthew anthony christopher benjamin
    samuel ted mitt bill marcus rupert nigel clive hugh alistair malcolm ian neil colin trevor graham reginald
    """
)
SLAVIC_FEMALE = ("ova", "eva", "ina", "aya", "skaia", "ková")
SLAVIC_MALE = ("ov", "ev", "sky", "skyi", "skii", "skiy", "tsky")
# Places of several words, which look like the name of a person.
_LONG_PLACES = """
    north carolina; south carolina; north dakota; south dakota; new york; new hampshire; new jersey; new mexico;
    west virginia; rhode island; puerto rico; los angeles; san francisco; san diego; las vegas; new orleans;
    des moines; salt lake city; kansas city; new york city; long island; wall street; capitol hill; white house;
    silicon valley; united states; united kingdom; united nations; european union; soviet union; czech republic;
    saudi arabia; south africa; north korea; south korea; south ossetia; north ossetia; hong kong; new zealand;
    sri lanka; tel aviv; new delhi; buenos aires; mexico city; costa rica; el salvador; sierra leone; burkina faso;
    ivory coast; abu dhabi; middle east; far east; north africa; latin america; south america; north america;
    central asia; eastern europe; western europe; central europe; black sea; baltic sea; red sea; persian gulf;
    west bank; gaza strip; papua new guinea
"""
LONG_PLACES = frozenset(" ".join(place.split()) for place in _LONG_PLACES.split(";"))

OUTLETS = words(
    """
    agency agencies newspaper newspapers paper daily weekly magazine broadcaster channel station radio television
    website portal press media itar-tass tass interfax novosti reuters afp ap upi dpa bbc cnn xinhua unian
    """
)
"""Words of the names of agencies and stations, and what papers and the like are called."""
