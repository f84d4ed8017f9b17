"""Names of people, as the US Census of 1990 has them: made by `benchmarks/make_people.py`, not by hand."""

GIVEN = """
aaron abigail abraham ada adam addie adele adrian adriana adrienne agnes aida aimee alan albert alberta alberto
alejandro alex alexander alexandra alexis alfonso alfred alfredo alice alicia alisa alisha alison allan allen allison
alma alonzo alton alvin alyssa amanda amber amelia amos amy ana andre andrea andres andrew andy angel angela angelica
angelina angelo angie anita ann anna anne annette annie anthony antoinette antonia antonio april archie arlene armando
arnold arthur arturo ashley audrey aurora austin barbara barry beatrice becky belinda ben benjamin bennie benny
bernadette bernard bernice bert bertha bessie beth bethany betsy bettie betty beulah beverly billie billy blake blanca
blanche bob bobbie bobby bonita bonnie brad bradford bradley brandi brandon brandy brenda brent brett brian bridget
brittany brittney brooke bruce bryan bryant byron caitlin caleb calvin cameron camille candace candice candy cara carl
carla carlos carlton carmen carol carole carolina caroline carolyn carrie carroll casey cassandra cassie catherine
cathy cecelia cecil cecilia cedric celeste celia cesar chad charlene charles charlie charlotte chelsea cheri cherie
cheryl chester chris christa christian christie christina christine christopher christy cindy claire clara clarence
clark claude claudia clay clayton cleo clifford clifton clint clinton clyde cody colin colleen connie conrad constance
consuelo cora corey corinne cornelius cory courtney craig cristina crystal curtis cynthia daisy dale dallas damon dan
dana daniel danielle danny darin darla darlene darnell darrel darrell darren darryl daryl dave david dawn dean deanna
debbie debora deborah debra delbert delia della delores deloris dena denise dennis derek derrick desiree devin dewey
dexter diana diane dianna dianne dina dixie dolores dominic don donald donna donnie dora doreen doris dorothea dorothy
dorthy doug douglas doyle drew duane dustin dwayne dwight earl earnest ebony eddie edgar edith edmund edna eduardo
edward edwin effie eileen elaine elbert eleanor elena elias elisa elisabeth elizabeth ella ellen ellis elmer eloise
elsa elsie elva elvira emily emma enrique eric erica erick erik erika erin erma ernest ernestine ernesto ervin
esperanza essie estella estelle esther ethel etta eugene eugenia eula eunice eva evan evelyn everett faith fannie fay
faye felicia felipe felix fern fernando flora florence floyd forrest frances francine francis francisca francisco
frank frankie franklin fred freda freddie frederick fredrick gabriel gail garrett garry gary gayle gene geneva
genevieve geoffrey george georgia gerald geraldine gerard gerardo gertrude gilbert gilberto gina ginger gladys glen
glenda glenn gloria goldie gordon grace grady grant greg gregg gregory gretchen guadalupe guillermo gustavo guy gwen
gwendolyn hannah harold harriet harry harvey hattie hazel heather hector heidi helen helena helene henrietta henry
herbert herman hilda holly homer hope horace howard hubert hugh hugo ian ida ignacio ina inez ingrid ira irene iris
irma irvin irving isaac isabel ismael israel iva ivan jack jackie jacob jacqueline jacquelyn jaime jake james jamie
jan jana jane janelle janet janette janice janie janine janis jared jasmine jason javier jay jean jeanette jeanne
jeannette jeannie jeff jeffery jeffrey jenifer jenna jennie jennifer jenny jeremiah jeremy jermaine jerome jerry jesse
jessica jessie jesus jewel jewell jill jillian jim jimmie jimmy joan joann joanna joanne jodi jody joe joel joey
johanna john johnathan johnnie johnny jon jonathan jonathon jordan jorge jose josefina joseph josephine josh joshua
josie joy joyce juan juana juanita judith judy julia julian julie julio julius june justin kara karen kari karin karl
karla kate katherine kathleen kathryn kathy katie katrina kay kayla keith kelley kelli kellie kelly kelsey kelvin ken
kendra kenneth kenny kent kerri kerry kevin kim kimberley kimberly kirk krista kristen kristi kristie kristin kristina
kristine kristopher kristy krystal kurt kyle lamar lana lance larry latasha latonya latoya laura laurel lauren
laurence laurie laverne lawrence leah lee leigh lela leland lena lenora leo leon leona leonard leroy leslie lester
leticia levi lewis lila lillian lillie linda lindsay lindsey lionel lisa lloyd lois lola lonnie lora loren lorena
lorene lorenzo loretta lori lorna lorraine lottie lou louis louise lourdes lowell lucas lucia lucille lucinda lucy
luis luke lula lupe luther luz lydia lyle lynda lynette lynn lynne mabel mable mack madeline mae maggie malcolm mamie
mandy manuel marc marcella marcia marco marcos marcus margaret margarita margie marguerite maria marian marianne
maribel marie marilyn marina mario marion marissa marjorie marla marlene marsha marshall marta martha martin marty
marvin mary maryann mathew matt matthew mattie maude maureen maurice maxine may megan meghan melanie melba melinda
melissa melody melvin mercedes meredith merle michael micheal michele michelle miguel mike mildred milton mindy minnie
miranda miriam misty mitchell mollie molly mona monica monique morgan morris moses muriel myra myrna myron myrtle
nadine nancy naomi natalie natasha nathan nathaniel neal neil nell nellie nelson nettie nicholas nichole nick nicolas
nicole nikki nina noah noel nora norma norman ola olga olive oliver olivia ollie omar opal ora orlando orville oscar
otis owen pablo pam pamela pat patrica patrice patricia patrick patsy patti patty paul paula paulette pauline pearl
pedro peggy penny percy perry pete peter phil philip phillip phyllis polly preston priscilla rachael rachel rafael
ralph ramiro ramon ramona randal randall randolph randy raquel raul ray raymond reba rebecca rebekah regina reginald
rena rene renee rex rhonda ricardo richard rick rickey ricky rita robert roberta roberto robin robyn rochelle roderick
rodney rodolfo rogelio roger roland rolando roman ron ronald ronda ronnie roosevelt rosa rosalie rosario rose
rosemarie rosemary rosetta rosie ross roxanne roy ruben ruby rudolph rudy rufus russell ruth ryan sabrina sadie sallie
sally salvador salvatore sam samantha sammy samuel sandra sandy santiago sara sarah saul scott sean sergio seth shane
shanna shannon shari sharon shaun shawn shawna sheila shelby sheldon shelia shelley shelly sheri sherman sherri
sherrie sherry sheryl shirley sidney silvia simon sonia sonja sonya sophia sophie spencer stacey stacie stacy stanley
stefanie stella stephanie stephen steve steven stewart stuart sue susan susanne susie suzanne sylvester sylvia tabitha
tamara tami tamika tammie tammy tanya tara tasha taylor ted terence teresa teri terrance terrell terrence terri terry
thelma theodore theresa therese thomas tiffany tim timothy tina todd tom tomas tommie tommy toni tony tonya tracey
traci tracie tracy travis trevor tricia trina trisha troy trudy tyler tyrone valerie vanessa velma vera verna vernon
veronica vicki vickie vicky victor victoria vincent viola violet virgil virginia vivian wade wallace walter wanda
warren wayne wendell wendy wesley whitney wilbert wilbur wilfred willard william willie willis wilma wilson winifred
woodrow yolanda yvette yvonne zachary
"""

FAMILY = """
abbott acevedo acosta adams adkins aguilar aguirre albert alexander alford allen allison alston alvarado alvarez
anderson andrews anthony armstrong arnold arroyo ashley atkins atkinson austin avery avila ayala ayers bailey baird
baker baldwin ball ballard barber barker barlow barnes barnett barr barrera barrett barron barry bartlett barton bass
bates battle bauer baxter beach bean beard beasley beck becker bell bender benjamin bennett benson bentley benton berg
berger bernard berry bird bishop black blackburn blackwell blair blake blanchard blankenship blevins bolton bond
bonner booker boone booth bowen bowers bowman boyd boyer boyle bradford bradley bradshaw brady bray brennan brewer
bridges briggs bright britt brock brooks brown browning bruce bryan bryant buchanan buck buckley buckner bullock burch
burgess burke burks burnett burns burris burt burton bush butler byers byrd cabrera cain calderon caldwell calhoun
callahan camacho cameron campbell campos cannon cantrell cantu cardenas carey carlson carney carpenter carr carrillo
carroll carson carter carver casey castaneda castillo castro cervantes chambers chan chandler chaney chang chapman
charles chase chavez chen cherry christensen christian church clark clarke clay clayton clements clemons cleveland
cline cobb cochran coffey cohen cole coleman collier collins colon combs compton conley conner conrad contreras conway
cook cooke cooley cooper copeland cortez cote cotton cowan cox craft craig crane crawford crosby cruz cummings
cunningham curry curtis dale dalton daniel daniels daugherty davenport david davidson davis dawson dean decker dejesus
delacruz delaney deleon delgado dennis diaz dickerson dickson dillard dillon dixon dodson dominguez donaldson donovan
dorsey dotson douglas downs doyle drake dudley duffy duke duncan dunlap dunn duran durham dyer eaton edwards elder
elliott ellis ellison emerson england english erickson espinoza estes estrada evans everett ewing farley farmer
farrell faulkner ferguson fernandez ferrell figueroa finch finley fischer fisher fitzgerald fitzpatrick fleming
fletcher flores flowers floyd flynn foley forbes ford foreman foster fowler fox francis franco frank franklin franks
frazier frederick freeman french frost fry frye fuentes fuller fulton gaines gallagher gallegos galloway gamble garcia
gardner garner garrett garrison garza gates gay gentry george gibbs gibson gilbert giles gill gillespie gilliam
gilmore glass glenn glover goff golden gomez gonzales gonzalez good goodman goodwin gordon gould graham grant graves
gray green greene greer gregory griffin griffith grimes gross guerra guerrero guthrie gutierrez guy guzman haas hahn
hale haley hall hamilton hammond hampton hancock haney hanna hansen hanson hardin harding hardy harmon harper harrell
harrington harris harrison hart hartley hartman harvey hatfield hawkins hayden hayes haynes hays head heath hebert
henderson hendricks hendrix henry hensley henson herman hernandez herrera herring hess hester hewitt hickman hicks
higgins hill hines hinton hobbs hodge hodges hoffman hogan holcomb holden holder holland holloway holman holmes holt
hood hooper hoover hopkins hopper horn horne horton house houston howard howe howell hubbard huber hudson huff huffman
hughes hull humphrey hunt hunter hurley hurst hutchinson hyde ingram irwin jackson jacobs jacobson james jarvis
jefferson jenkins jennings jensen jimenez johns johnson johnston jones jordan joseph joyce joyner juarez justice kane
kaufman keith keller kelley kelly kemp kendrick kennedy kent kerr kidd kim king kinney kirby kirk kirkland klein kline
knapp knight knowles knox koch kramer lamb lambert lancaster landry lane langley lara larsen larson lawrence lawson
leach leblanc lee leon leonard lester levine levy lewis lindsay lindsey little livingston lloyd logan lopez lott love
lowe lowery lucas lucero luna lynch lynn lyons macdonald macias mack madden maddox maldonado malone mann manning
marquez marsh marshall martin martinez mason massey mathews mathis matthews maxwell may mayer mayfield maynard mayo
mays mcbride mccall mccarthy mccarty mcclain mcclure mcconnell mccormick mccoy mccray mccullough mcdaniel mcdonald
mcdowell mcfadden mcfarland mcgee mcgowan mcguire mcintosh mcintyre mckay mckee mckenzie mckinney mcknight mclaughlin
mclean mcleod mcmahon mcmillan mcneil mcpherson meadows medina mejia melendez melton mendez mendoza mercado mercer
merrill merritt meyer meyers michael middleton miles miller mills minor miranda mitchell molina monroe montgomery
montoya moody moon mooney moore morales moran moreno morgan morin morris morrison morrow morse morton moses mosley
moss mueller mullen mullins munoz murphy murray myers nash navarro neal nelson newman newton nguyen nichols nicholson
nielsen nieves nixon noble noel nolan norman norris norton nunez obrien ochoa oconnell oconnor odom odonnell oliver
olsen olson oneal oneil oneill orr ortega ortiz osborn osborne owen owens pace pacheco padilla palmer park parker
parks parrish parsons pate patel patrick patterson patton paul payne pearson peck pena pennington perez perkins perry
peters petersen peterson petty phelps phillips pickett pierce pittman pitts pollard poole pope porter potter potts
powell powers pratt preston prince pruitt puckett pugh quinn ramirez ramos ramsey randall randolph rankin rasmussen
ratliff ray raymond reed reese reeves reid reilly reyes reynolds rhodes rice rich richard richards richardson richmond
riddle riggs riley rios rivas rivera rivers roach robbins roberson roberts robertson robinson robles rocha rodgers
rodriguez rodriquez rogers rojas rollins roman romero rosa rosales rosario rose ross roth rouse rowe rowland roy ruiz
rush russell russo rutledge ryan salas salazar salinas sampson sanchez sanders sandoval sanford santana santiago
santos sargent saunders savage sawyer schmidt schneider schroeder schultz schwartz scott sears sellers serrano sexton
shaffer shannon sharp sharpe shaw shea shelton shepard shepherd sheppard sherman shields shirley silva simmons simon
simpson sims singleton skinner slater slaughter sloan small smith snider snow snyder solis solomon sosa soto sparks
spears spence spencer stafford stanley stanton stark steele stein stephens stephenson stevens stevenson stewart stokes
stone stout strickland strong stuart suarez sullivan summers sutton swanson sweeney sweet sykes talley tanner tate
taylor terrell terry thomas thompson thornton tillman todd torres townsend tran travis trevino trujillo tucker turner
tyler tyson underwood valdez valencia valentine valenzuela vance vang vargas vasquez vaughan vaughn vazquez vega
velasquez velazquez velez villarreal vincent vinson wade wagner walker wall wallace waller walls walsh walter walters
walton ward ware warner warren washington waters watkins watson watts weaver webb weber webster weeks weiss welch
wells west wheeler whitaker white whitehead whitfield whitley whitney wiggins wilcox wilder wiley wilkerson wilkins
wilkinson william williams williamson willis wilson winters wise witt wolf wolfe wong wood woodard woods woodward
wooten workman wright wyatt wynn yang yates york young zamora zimmerman
"""
