"""Words in the paths of public APIs: made by `benchmarks/make_lexicon.py`, not by hand.

A line has words and, before them, how many providers have each.
"""

NAMES = """
173 search
155 users
108 v1
94 status
88 webhooks
83 events
75 user
65 account
64 tags
62 categories
60 me
59 api
57 list
56 delete
54 templates
53 create groups
52 update
50 cancel contacts
49 accounts messages projects
48 countries
46 documents subscriptions v2
45 download files schema stats
43 all data login reports
41 history members
40 comments query settings
39 email notifications
38 attachments
37 add orders send token
36 tasks
35 auth validate
34 info items products
33 domains images jobs
32 fields metadata
31 actions export
30 batch content get register start summary
29 transactions webhook
28 languages services versions
27 bulk details ping profile sms
26 current file import invoices organizations remove sessions text upload usage v3
25 balance check document generate image lookup oauth subscribe
24 companies customers latest payments trigger
23 devices permissions properties teams
22 archive convert event lists locations logout metrics password unsubscribe version
21 activities apps share tokens
20 channels config currencies forms regions
19 copy find location logs media order project random report reset sources stop sync
18 clients company hooks integrations new notes pdf roles triggers url
17 cards collections contact health id json keys move options profiles records rules types
16 attributes campaigns category count folders merge plans resources system template verify
15 applications approve client filter name payment product publish schedules subscription task tickets uploads videos
14 action activity addresses analytics default disable emails execute flow live message people read state translate
13 activate active alerts app children complete entities feedback group html instances log request requests reviews run
13 schedule tag test transfer
12 address autocomplete avatar connections country customer enable exports ip map phone posts refresh related
12 relationships restore revoke swagger tables values
11 assets attachment availability billing clone configuration contracts credentials docs integration inventory invoice
11 labels links meta models operations organisations packages pages partners power-automate preview prices quotes
11 recipients security session statuses steps transaction transform views workspaces
10 accept application authorize boards callback cities close comment connector conversations csv draft features feed
10 feeds invite licenses memberships news organization parse progress quote reject render schemas series sites states
10 statistics submissions team type urls
9 access_token available block catalog components connect custom customfields daily device domain edit end environments
9 episodes external extract flows forecast genres invites item key likes link markets networks numbers odata places
9 ratings raw recent record rest result resume reverse secrets segments servers submit suggest to vehicles
8 addons admin assign audio branches browse calls changes checkout codes collection columns courses dates deactivate
8 duplicate entries estimate folder followers form from job language license nearest openapi pause plan post process
8 public refund registrations replies response results sales shipments simple stations storage suggestions targets
8 thumbnail time track tracking unarchive units updated updates venues voice workflows
7 actors airports authentication blocks changepassword configurations context contributors credits datasets deleted
7 deployments describe distance employees favorites filters holidays ids imports issues lock match member nodes oauth2
7 objects offers performance permission photos pipelines positions pricing priorities programs proxy purchases push qr
7 questions rates receipt recordings rename resource retry rooms scan secret service source stream timezones top tracks
7 unlock variants verification weather xml
6 airlines analysis archived areas authorization badges base64 batches beta calendar campaign capture card certificates
6 chat checkin classes classifications code compare confirm created credit currency databases destinations elements
6 entity flights following full games geo getuser graphql identity index insert insights issue label like lines
6 listings locales maps my names note notification notify opportunities otp owners participants pending persons
6 platform policies poll predictions preferences processes promotions providers recommendations reference refunds
6 releases reply return review role rotate route sections self senders set setup similar single snapshots spaces
6 species split store streams subscribers suspend tenants timeline unpublish unregister updatestatus uploadfile
6 userinfo v4 vendors void votes word workspace zones
5 abort accounting acknowledge admins advanced aggregate ai albums aliases analyze annotations answers apikey apikeys
5 appointments articles artifacts artists async authenticate barcode basic books bot brands bundles calculate call
5 change changelog channel chart checks classification classify clear collaborators common contributions core counts
5 crm custom-fields dashboard date datetime definitions deletewebhook description detect directory downloads echo
5 endpoints envelopes errors exchange expenses favourite featured fetch field flag functions geocode google heartbeat
5 ideas incidents incoming individuals input instance invitation invitations invoice-items join last leads limits
5 mapping meetings multiple ocr optimize overview page parameters parents person pin platforms players polls popular
5 portfolios powerautomate priority rating reboot recover reorder replace reset-password resolve retrieve routes rows
5 rss scripts seasons server shipment show site specs sso stages stores strings summaries surveys themes ticket
5 timeseries today tools topics total transitions upcoming upsert usergroups utils v1.0 validation value vendor video
5 words workflow
4 about agents allocations alternatives amendments analyse apply approvals assignments associations atms attendees
4 audiences authors bills blog board book branch calendars candidates cells charges charts city clicks cluster command
4 commands committees completed completions container containers contract createuser csvtojson custom_fields dashboards
4 definition dependencies dictionaries discovery enrichment entitlements entitytypes environment event-types eventtypes
4 expression extensions factors favorite finance first flags follow friends funds gateway general getdata getevents
4 getschema goals graph guests headers ignore indexes ips layers layouts leaderboard locale logo matches methods mfa
4 milestones mobile model moderators movie movies msflow multi network next number observations org orgs output parties
4 partner parts patch patients pay phones picker playlists png podcasts postcode power_automate presence price privacy
4 private publications purchase qrcode queries rate rebuild recipes redirect references registrants registration reopen
4 reporting resend resetpassword resize resizeimage responses restart returns revisions root sample samples sandbox
4 save scores screenshot sendmessage sent sets sha1 shares shipping shutdown similarity snippets spellcheck spots staff
4 statements static station stickers stories styles subaccounts subjects subtasks table tax tenant testconnection times
4 timezone toggle topic trades transfers travel trends unblock undelete unlike updateuser variables vat view vote
4 web-hooks widget withdraw xls xmltojson zip
3 accesstoken accounttypes addtask ads aggregates alert alias analyses anonymize any array article asset assignlicense
3 attach attribute audit audit-logs audits automations availabilities average backups balances bank-accounts
3 bankaccounts base bin blacklist booking bookmarks boxscore brand branding browser buckets builds bulkdelete
3 business-current-accounts buy byname cache callbacks capabilities captions cars case certificate chapters choices
3 classifier clusters colors combine commerce commercial-credit-cards competitions compressimage conditions configs
3 consumers convertjsontoexcel cost countrycode coupons createdocument createfolder creategroup createwebhook cropimage
3 crypto customdata customfield customproperties dataset dealers decode deleterecord delivered delivery deny
3 departments dependents destroy detailed diagnostics directions dispatch distribute districts dns doc donations
3 downloaddocument draw driver drivers dynamic earnings elevation encrypt energy evidence excel exchange-rates exists
3 expand expense explore facets facilities failed financials findbyname finish flight flipimage forgot-password fork
3 format formats frames game gender generatedocument genes geocoding geojson get-fields getall getdocument getstatus
3 getusers giftcards gifts github glossary graphs guest healthcheck hide hlr hold hook htmltopdf httprequest icons
3 identifiers inbound inboxes increment indicators industries ingest installation installations institutions
3 instructions interfaces intervals jira journal jsontoxml keywords launch lead level liabilities licensedetails limit
3 listing locate malware manage marketing materials math md5 measures merchants messaging microsoft migrate mine
3 moderate modify monitor monitors monthly namespaces nearby now open-banking opensearch opportunity outbound outgoing
3 overrides owner package packets panel panelists paragraph partnercenter path payment_methods paypal pdfs
3 personal-current-accounts phonenumber photo pins pipeline play playbyplay player plugins portal previous processor
3 program project_files projectcategory projections provision publicapi publisher queue queues races radius reactions
3 reassign recalculate recognize recurring regenerate regex region registeruser registry reindex release reload remind
3 renew replication repositories repositories-v1 repository reputation request_token requirements reserve resolution
3 restaurants restrictions revert rotateimage rule runs scans scenarios scopes scoring screens screenshots season
3 section segment sendemail sentences sentiment sequences sharing shorten shuffle sign signin signup skills slack
3 snapshot spec standings statement stocks subscribedskus summarize suppliers support supported survey switch systems
3 target tasktypes taxes threads todo tokenize topups totals tournaments trainings transcript transformation
3 translation translations tree trending trim truncate typeahead unassign unenroll unsecured-sme-loans updatedocument
3 uploaddocument us username utility uuid viber vies virtual wallet web webinars webp week whatsapp whitelist whois
3 widgets wireless write year years
"""

PARTS = """
215 search
172 users
147 status
138 user
131 get
127 create
119 v1
118 list
116 update
112 data
107 delete
106 api
103 add
100 types
97 events
94 account
88 webhooks
87 all
81 categories send
80 tags
79 templates
78 email groups
76 by
75 schema to
72 file token
68 fields info v2
67 accounts
66 custom download
65 check
64 document me
62 documents id webhook
59 files history messages remove
57 url
56 details image settings
55 query
54 cancel content items members subscriptions text
53 profile stats
52 projects
51 contacts countries metadata upload
50 event reports
49 request
48 generate new password time validate
47 login
46 set type
45 actions comments from notifications service summary
44 bulk group orders
43 action auth current export name start
42 attachments pdf register reset
41 order tasks
40 code products task
39 batch category domains images template
38 contact jobs lookup usage
37 import project services
36 address message payment power transactions
35 balance for key
34 and change permissions properties sms versions
33 copy item latest log report subscribe trigger updated version
32 cards find keys product share v3 verify web
31 available company convert default languages lists location move records
30 access count filter flow json links media metrics options profiles tokens values
29 activity created external invoices locations logs oauth payments ping sources stop
28 config credit form forms in link public read sessions
27 channels client customers date hooks html merge number organizations requests state with
26 activities apps archive configuration devices execute live notes subscription sync transaction unsubscribe
25 attributes automate companies customer entity ip run team teams
24 card entities extract invite invoice roles rules statuses system test value
23 currencies field health logout random refresh regions
22 addresses billing business codes country edit related resources schedule server tag triggers
21 active app clients comment complete csv entry folders integrations models notification numbers pages phone publish
21 session transfer
20 deleted device disable entries is map member note plans reference
19 attachment campaigns close collections emails enable folder index instances integration job object rates response
19 schedules series single source
18 applications as changes language license of page parse preview progress record replace resend rest results sales
18 site storage table translate uploads word
17 alerts assign callback completed draft meta price qr rate resource result reverse tracking updates urls xml
16 activate approve audio call channel collection connections daily domain dynamic end exchange feedback inventory last
16 memberships people post push quote statistics tickets top workflow
15 analytics application audit availability basic campaign children connector credentials feed feeds hook ids multiple
15 names on person plan process revoke role security simple split states swagger tables videos
14 accept admin assets block exports filters forecast lines my objects out partners posts purchase raw relationships
14 reviews save submissions submit units
13 auto autocomplete bank barcode calculate classes confirm connect currency doc docs full geo operations organization
13 pending prices providers recent recipients registration render restore resume route schemas servers sites stations
13 steps tax transform workspaces
12 advanced analysis asset authorize avatar boards calls classification clone components connection conversations dates
12 delivery estimate features flows insert label methods networks or places platform review secret similar store stream
12 targets thumbnail ticket validation views voice workspace zip zones
11 approval async authentication case catalog chat checkout cities contract contracts counts credits deactivate
11 distance feature gateway input issue join labels licenses mail markets network news openapi organisations output
11 packages partner path pay pricing quotes receipt registrations reject rotate segments sets string submission topic
11 track unlock upcoming verification video
10 agent apply authorization blocks book clear columns compare configurations control definitions environments episodes
10 excel expense expenses followers funds identity inbound information invites limit match nearest owners permission
10 policy poll property proxy ratings retry secrets self shared sign stock suggest suggestions topics tree unit vat
10 vehicles vendor weather workflows
9 accounting addons ai allowed answers areas articles base capture crm day description destinations detect duplicate
9 errors fetch genres holidays instance invitation keyword likes limits lock manage mark multi next nodes ocr odata
9 offers open opportunity outbound owner party pause performance personal persons photos points policies position
9 positions preferences private programs queue refund rename reply resize retrieve routes rows rule runs scan sent
9 sentiment setup shipping standard target total transitions unregister variants view virtual watermark
8 alert article attach attribute authenticate batches beta board branches browse cache calendar certificates chart city
8 cloud command compress conditions container context cost courses definition describe detail detection downloads
8 employees endpoints first flag game gender graph historical invitations leave library line local management maps
8 model ms oauth2 priorities priority privacy processes questions recording regex registered release releases replies
8 reporting responses return root scheduled searches sections shipment shipments snapshot sort sub supported suspend
8 term terms third tracks unarchive vehicle venues words year zone
7 abort actors agents aggregate airports alias answer any archived assignments automation badges base64 bill books bot
7 certificate changed charges checkin checks child commands common configs contributors datasets deployments digital
7 dns elements employee employment energy environment error extended extensions favorites finish following format free
7 functions geocode global header ideas imports incoming insights issues lead like mapping mappings mobile modify
7 nearby notify opportunities org overview parameters periods pipelines point popular portal purchases range rating
7 recipient recommendations recordings refunds resolve risk rooms routing sample segment sender show similarity size
7 stage stages static station streams styles summaries tenant tenants timeline times timezones today transfers ui
7 unpublish username v4 vendors void votes week work
6 added additional airlines aliases amount analyze artists assignment author average bin blog box brand brands
6 breakdown bundles capabilities cart cash classifications classify cluster commercial connected contents contributions
6 conversion core crop customfields dashboard databases dataset decode dependencies detailed enum envelopes execution
6 expression factors failed favorite finance flags flight flights games general google graphql hash home host
6 indicators instructions ips keywords leads ledger legal level listings locales logo long matches merchant not office
6 one opt original otp package pair participants parts picture pin platforms predictions presence pro promotions
6 provider queries question reassign received recover remind reopen reputation room sandbox scripts select senders
6 short smart snapshots space spaces spec species specs ssl sso statements stores strings subscribers survey switch
6 temporary tests title toggle traffic transition unlink up upsert us vote widget write
5 acknowledge activation adaptive admins ads age album albums allocations annotations apikeys appointments approvals
5 array artifact artifacts assessments assigned assignee associations authorizations automatic background banking body
5 browser builder bundle buy candidates carbon cells clean collaborators color colors confirmation consent consumption
5 contribution credential days departures dictionaries directory discovery display echo endpoint exists extend
5 extraction favourite featured financial financials follow footer formats friends generation goals guest guests
5 headers hierarchy hmac hours http idea ignore impact incident incidents individuals interfaces internal journal
5 knowledge layers levels loans make many meeting meetings membership method mfa movie namespaces node observations
5 offer optimize outgoing ownership pairs parent parents parties past patch pdfs peers photo play players playlists png
5 polls portfolios previous primary program provision publications published quality quantity reactions reboot
5 recurring references regenerate region relationship reminder remote repositories restart revisions rss samples saved
5 score scores screenshot season seasons section secure shares sheet shopping shorten signature signing social ssh
5 staff step subscribed summarize support surveys taxonomy themes timeseries tools totals transformation travel
5 trending trim unblock undo unread uri usergroups userinfo utils uuid valid variables viber welcome withdraw xls years
4 about acceptance accepted ad aggregated aggregates air alternatives amendments analyse announcement annual apikey
4 append appointment are arrivals artist assessment assignable atms attendees audiences authors availabilities azure
4 balances banner bills blob booking bookmarks bounce boxes branch branding broadcast calendars captions car cases
4 catalogs center centers changelog charge charts choices classifier clicks collect column combine combined commerce
4 committees communication community complaints completions compute consumer containers contains contexts corporate
4 course coverage crypto dashboards dealers decline deposit difference direct directions dispatch distribute divisions
4 donations down duplicates earnings effective encoding ends enrichment entitlements env equipment estimation evidence
4 executions exif exist expand fa facilities fact fees filing fill final fixed flatten food fork forwarding frames
4 funding generator generic geocoding geojson glossary goal graphs heartbeat hide hit hlr hold iban identification
4 identifier inbox inboxes indexes individual industries install instrument insurance intensity intervals invalidate
4 jira jwt launch layouts leaderboard leaders legacy listing load locale lost malware marks master matter measure menu
4 merchants metric migrate migration milestones mode moderate moderation moderators monitor monitoring month monthly
4 most movies msflow now online only operation orgs os overrides owned paragraph params patients paypal phones picker
4 pinned pins place playback player plugins podcasts portfolio ports previews print production protection qrcode queues
4 quick quota race races radius ranges ready reasons rebuild recipes recognize recorded redact redirect ref registrants
4 registry reindex renew rental reorder repository requirements reschedule reserve resolution restrictions retention
4 returns revenue rights row sale scheduler schemes scope scopes screens script seal sell sentence setting settlement
4 sha1 sharing shows shutdown signed skus slack slots snippets spam specific speech spellcheck spots started starts
4 statement sticker stickers stocks stops stories strategies stripe study subaccounts subject subjects submitted
4 subscriber subtasks sum supplier taxes thread threads tiff timestamp titles trades transcript translation
4 translations trend trends trip two unassign unlike utility validator vars voicemail vs wallet watched webinars
4 website weight whitelist
3 ab absolute accessible adjustment airport allocate alpha amazon analyses annotation anonymize anonymous ap apis apple
3 approved area assignlicense association attempts attendance audits authenticated automations away backups bad ban
3 banks based baskets beacon best bid binary blacklist blank bookings bridge buckets budget build builds bypass bytes
3 cabinets callbacks caller canceled cancelled caption carriers cars cast catalogue cert certs changeset chapters
3 character claim class clock clusters commit committee communications compact competitions compile completion complex
3 composite concatenate connectors consents console consumers conversation converter coordinates costs counter counties
3 countrycode coupons creator cross database deactivation dealer debit declare defaults defense defs delay deliverable
3 delivered deliveries delta demo deny departments dependents deploy design destroy detach developer developers
3 diagnostics dial diff discover discussions disputes districts division docx done draw driver drivers dry edited
3 election element elevation eligibility embed emergency encode encrypt enrich enrollments envelope eu evaluate example
3 expenditures expiration expire explore exposed extension face facets factor filings filtering fire flat flip floor
3 followed forgot formula forward fs fuel genes geometry gift gifts github gpx grid guid has healthcheck hex highlights
3 histogram holdings hosted hosts hotel hourly httprequest icon icons identifiers identities idp inactive increment
3 ingest inherit inline insight installation installations instant institutions intents interaction interactions
3 interface international jpeg jpg lang lat latency learning length liabilities lifecycle linked listen locate logos
3 loss lyrics main maintenance managed manager manual manufacturers market marketing marketplace material materials
3 math max md5 measures messaging microsoft migrations milestone min mine missing modules money monitors mute needs net
3 nlp normalize off offerings onboarding ontology operators option outputs overall override packets packs panel
3 panelists parameter participant partnercenter paths patient payout pickup pipeline pixel placement plant playlist
3 plot podcast poi polling polygon pool pools populate port pos postal postcode powerautomate ppt pre preferred prefix
3 prefs procedure processing processor projections promote protect pt publicapi publisher pull purge purpose put qa
3 questionnaire questionnaires rank rated ratio real recalculate recall receipts recently recipe recognition
3 recommendation recommended red redeem rejected relation relations reload removed replication requested requirement
3 reservations restaurants reversals revert revision robots round rsa salesorder sap scans scenarios scheme scoring
3 screen screenshots selected seller sentences sequences serial shuffle signals signatures signin skills slates sme
3 software song sounds speaker square standings stored studies subnet suggested suppliers suppress svg swap syncs
3 systems tagged taxation telephone temperature testconnection this threat timezone todo tokenize topups tournaments
3 tracker trackers training trainings transit trees truncate tunnels tweet twilio twitter typeahead un undelete
3 unenroll unique universal unmute unsecured use used v0 variation verifications vetting vies viewer vin visio volume
3 voucher vulnerabilities vulnerability warehouse watching watchlist water webp whatsapp when whois widgets wiki
3 windows wireless working wp xref youtube
"""
