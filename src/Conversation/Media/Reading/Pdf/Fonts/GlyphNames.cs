using System.Collections.Frozen;
using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>What glyphs are called, for fonts that say it by name only.</summary>
/// <remarks>
/// Source: the Adobe Glyph List for New Fonts, and of the older Adobe Glyph List the Cyrillic, Hebrew and Arabic letters, arrows and
/// mathematical signs (github.com/adobe-type-tools/agl-aglfn; Copyright 2002-2019 Adobe, BSD 3-Clause). The rules for the others are
/// those of section 2 of its specification.
/// </remarks>
internal static class GlyphNames
{
    private const string Listed =
        """
        AE=00C6 AEacute=01FC Aacute=00C1 Abreve=0102 Acircumflex=00C2 Adieresis=00C4 Agrave=00C0 Alpha=0391 Alphatonos=0386 Amacron=0100 Aogonek=0104
        Aring=00C5 Aringacute=01FA Atilde=00C3 Beta=0392 Cacute=0106 Ccaron=010C Ccedilla=00C7 Ccircumflex=0108 Cdotaccent=010A Chi=03A7 Dcaron=010E
        Dcroat=0110 Delta=2206 Eacute=00C9 Ebreve=0114 Ecaron=011A Ecircumflex=00CA Edieresis=00CB Edotaccent=0116 Egrave=00C8 Emacron=0112 Eng=014A
        Eogonek=0118 Epsilon=0395 Epsilontonos=0388 Eta=0397 Etatonos=0389 Eth=00D0 Euro=20AC Gamma=0393 Gbreve=011E Gcaron=01E6 Gcircumflex=011C
        Gdotaccent=0120 H18533=25CF H18543=25AA H18551=25AB H22073=25A1 Hbar=0126 Hcircumflex=0124 IJ=0132 Iacute=00CD Ibreve=012C Icircumflex=00CE
        Idieresis=00CF Idotaccent=0130 Ifraktur=2111 Igrave=00CC Imacron=012A Iogonek=012E Iota=0399 Iotadieresis=03AA Iotatonos=038A Itilde=0128
        Jcircumflex=0134 Kappa=039A Lacute=0139 Lambda=039B Lcaron=013D Ldot=013F Lslash=0141 Mu=039C Nacute=0143 Ncaron=0147 Ntilde=00D1 Nu=039D OE=0152
        Oacute=00D3 Obreve=014E Ocircumflex=00D4 Odieresis=00D6 Ograve=00D2 Ohorn=01A0 Ohungarumlaut=0150 Omacron=014C Omega=2126 Omegatonos=038F Omicron=039F
        Omicrontonos=038C Oslash=00D8 Oslashacute=01FE Otilde=00D5 Phi=03A6 Pi=03A0 Psi=03A8 Racute=0154 Rcaron=0158 Rfraktur=211C Rho=03A1 SF010000=250C
        SF020000=2514 SF030000=2510 SF040000=2518 SF050000=253C SF060000=252C SF070000=2534 SF080000=251C SF090000=2524 SF100000=2500 SF110000=2502
        SF190000=2561 SF200000=2562 SF210000=2556 SF220000=2555 SF230000=2563 SF240000=2551 SF250000=2557 SF260000=255D SF270000=255C SF280000=255B
        SF360000=255E SF370000=255F SF380000=255A SF390000=2554 SF400000=2569 SF410000=2566 SF420000=2560 SF430000=2550 SF440000=256C SF450000=2567
        SF460000=2568 SF470000=2564 SF480000=2565 SF490000=2559 SF500000=2558 SF510000=2552 SF520000=2553 SF530000=256B SF540000=256A Sacute=015A Scaron=0160
        Scedilla=015E Scircumflex=015C Sigma=03A3 Tau=03A4 Tbar=0166 Tcaron=0164 Theta=0398 Thorn=00DE Uacute=00DA Ubreve=016C Ucircumflex=00DB Udieresis=00DC
        Ugrave=00D9 Uhorn=01AF Uhungarumlaut=0170 Umacron=016A Uogonek=0172 Upsilon=03A5 Upsilon1=03D2 Upsilondieresis=03AB Upsilontonos=038E Uring=016E
        Utilde=0168 Wacute=1E82 Wcircumflex=0174 Wdieresis=1E84 Wgrave=1E80 Xi=039E Yacute=00DD Ycircumflex=0176 Ydieresis=0178 Ygrave=1EF2 Zacute=0179
        Zcaron=017D Zdotaccent=017B Zeta=0396 aacute=00E1 abreve=0103 acircumflex=00E2 acute=00B4 acutecomb=0301 adieresis=00E4 ae=00E6 aeacute=01FD
        afii00208=2015 afii08941=20A4 afii10017=0410 afii10018=0411 afii10019=0412 afii10020=0413 afii10021=0414 afii10022=0415 afii10023=0401 afii10024=0416
        afii10025=0417 afii10026=0418 afii10027=0419 afii10028=041A afii10029=041B afii10030=041C afii10031=041D afii10032=041E afii10033=041F afii10034=0420
        afii10035=0421 afii10036=0422 afii10037=0423 afii10038=0424 afii10039=0425 afii10040=0426 afii10041=0427 afii10042=0428 afii10043=0429 afii10044=042A
        afii10045=042B afii10046=042C afii10047=042D afii10048=042E afii10049=042F afii10050=0490 afii10051=0402 afii10052=0403 afii10053=0404 afii10054=0405
        afii10055=0406 afii10056=0407 afii10057=0408 afii10058=0409 afii10059=040A afii10060=040B afii10061=040C afii10062=040E afii10063=F6C4 afii10064=F6C5
        afii10065=0430 afii10066=0431 afii10067=0432 afii10068=0433 afii10069=0434 afii10070=0435 afii10071=0451 afii10072=0436 afii10073=0437 afii10074=0438
        afii10075=0439 afii10076=043A afii10077=043B afii10078=043C afii10079=043D afii10080=043E afii10081=043F afii10082=0440 afii10083=0441 afii10084=0442
        afii10085=0443 afii10086=0444 afii10087=0445 afii10088=0446 afii10089=0447 afii10090=0448 afii10091=0449 afii10092=044A afii10093=044B afii10094=044C
        afii10095=044D afii10096=044E afii10097=044F afii10098=0491 afii10099=0452 afii10100=0453 afii10101=0454 afii10102=0455 afii10103=0456 afii10104=0457
        afii10105=0458 afii10106=0459 afii10107=045A afii10108=045B afii10109=045C afii10110=045E afii10145=040F afii10146=0462 afii10147=0472 afii10148=0474
        afii10192=F6C6 afii10193=045F afii10194=0463 afii10195=0473 afii10196=0475 afii10831=F6C7 afii10832=F6C8 afii10846=04D9 afii299=200E afii300=200F
        afii301=200D afii57381=066A afii57388=060C afii57392=0660 afii57393=0661 afii57394=0662 afii57395=0663 afii57396=0664 afii57397=0665 afii57398=0666
        afii57399=0667 afii57400=0668 afii57401=0669 afii57403=061B afii57407=061F afii57409=0621 afii57410=0622 afii57411=0623 afii57412=0624 afii57413=0625
        afii57414=0626 afii57415=0627 afii57416=0628 afii57417=0629 afii57418=062A afii57419=062B afii57420=062C afii57421=062D afii57422=062E afii57423=062F
        afii57424=0630 afii57425=0631 afii57426=0632 afii57427=0633 afii57428=0634 afii57429=0635 afii57430=0636 afii57431=0637 afii57432=0638 afii57433=0639
        afii57434=063A afii57440=0640 afii57441=0641 afii57442=0642 afii57443=0643 afii57444=0644 afii57445=0645 afii57446=0646 afii57448=0648 afii57449=0649
        afii57450=064A afii57451=064B afii57452=064C afii57453=064D afii57454=064E afii57455=064F afii57456=0650 afii57457=0651 afii57458=0652 afii57470=0647
        afii57505=06A4 afii57506=067E afii57507=0686 afii57508=0698 afii57509=06AF afii57511=0679 afii57512=0688 afii57513=0691 afii57514=06BA afii57519=06D2
        afii57534=06D5 afii57636=20AA afii57645=05BE afii57658=05C3 afii57664=05D0 afii57665=05D1 afii57666=05D2 afii57667=05D3 afii57668=05D4 afii57669=05D5
        afii57670=05D6 afii57671=05D7 afii57672=05D8 afii57673=05D9 afii57674=05DA afii57675=05DB afii57676=05DC afii57677=05DD afii57678=05DE afii57679=05DF
        afii57680=05E0 afii57681=05E1 afii57682=05E2 afii57683=05E3 afii57684=05E4 afii57685=05E5 afii57686=05E6 afii57687=05E7 afii57688=05E8 afii57689=05E9
        afii57690=05EA afii57694=FB2A afii57695=FB2B afii57700=FB4B afii57705=FB1F afii57716=05F0 afii57717=05F1 afii57718=05F2 afii57723=FB35 afii57793=05B4
        afii57794=05B5 afii57795=05B6 afii57796=05BB afii57797=05B8 afii57798=05B7 afii57799=05B0 afii57800=05B2 afii57801=05B1 afii57802=05B3 afii57803=05C2
        afii57804=05C1 afii57806=05B9 afii57807=05BC afii57839=05BD afii57841=05BF afii57842=05C0 afii57929=02BC afii61248=2105 afii61289=2113 afii61352=2116
        afii61573=202C afii61574=202D afii61575=202E afii61664=200C afii63167=066D afii64937=02BD agrave=00E0 aleph=2135 allequal=224C alpha=03B1
        alphatonos=03AC amacron=0101 ampersand=0026 angle=2220 angleleft=2329 angleright=232A anoteleia=0387 aogonek=0105 approaches=2250 approxequal=2248
        approxequalorimage=2252 approximatelyequal=2245 aring=00E5 aringacute=01FB arrowboth=2194 arrowdashdown=21E3 arrowdashleft=21E0 arrowdashright=21E2
        arrowdashup=21E1 arrowdblboth=21D4 arrowdbldown=21D3 arrowdblleft=21D0 arrowdblright=21D2 arrowdblup=21D1 arrowdown=2193 arrowdownleft=2199
        arrowdownright=2198 arrowdownwhite=21E9 arrowleft=2190 arrowleftdbl=21D0 arrowleftdblstroke=21CD arrowleftoverright=21C6 arrowleftwhite=21E6
        arrowright=2192 arrowrightdblstroke=21CF arrowrightoverleft=21C4 arrowrightwhite=21E8 arrowtableft=21E4 arrowtabright=21E5 arrowup=2191 arrowupdn=2195
        arrowupdnbse=21A8 arrowupdownbase=21A8 arrowupleft=2196 arrowupleftofdown=21C5 arrowupright=2197 arrowupwhite=21E7 arrowvertex=23D0 asciicircum=005E
        asciitilde=007E asterisk=002A asteriskmath=2217 asymptoticallyequal=2243 at=0040 atilde=00E3 backslash=005C bar=007C because=2235 beta=03B2 block=2588
        braceleft=007B braceleftmid=23A8 braceright=007D bracketleft=005B bracketright=005D breve=02D8 brokenbar=00A6 bullet=2022 bullet1=2022
        bulletoperator=2219 cacute=0107 capslock=21EA caron=02C7 carriagereturn=21B5 ccaron=010D ccedilla=00E7 ccircumflex=0109 cdotaccent=010B cedilla=00B8
        cent=00A2 checkmark=2713 chi=03C7 circle=25CB circlemultiply=2297 circleot=2299 circleplus=2295 circumflex=02C6 club=2663 colon=003A
        colonmonetary=20A1 comma=002C congruent=2245 contourintegral=222E copyright=00A9 curlyand=22CF curlyor=22CE currency=00A4 dagger=2020 daggerdbl=2021
        dblarrowleft=21D4 dblarrowright=21D2 dblintegral=222C dcaron=010F dcroat=0111 degree=00B0 delta=03B4 diamond=2666 dieresis=00A8 dieresistonos=0385
        divide=00F7 divides=2223 divisionslash=2215 dkshade=2593 dnblock=2584 dollar=0024 dong=20AB dotaccent=02D9 dotbelowcomb=0323 dotlessi=0131
        dotlessj=0237 dotmath=22C5 eacute=00E9 ebreve=0115 ecaron=011B ecircumflex=00EA edieresis=00EB edotaccent=0117 egrave=00E8 eight=0038 element=2208
        ellipsis=2026 ellipsisvertical=22EE emacron=0113 emdash=2014 emptyset=2205 endash=2013 eng=014B eogonek=0119 epsilon=03B5 epsilon1=03F5
        epsilontonos=03AD equal=003D equivalence=2261 estimated=212E eta=03B7 etatonos=03AE eth=00F0 exclam=0021 exclamdbl=203C exclamdown=00A1
        existential=2203 female=2640 ff=FB00 ffi=FB03 ffl=FB04 fi=FB01 figuredash=2012 filledbox=25A0 filledrect=25AC five=0035 fiveeighths=215D fl=FB02
        florin=0192 follows=227B forall=2200 four=0034 fraction=2044 franc=20A3 gamma=03B3 gbreve=011F gcaron=01E7 gcircumflex=011D gdotaccent=0121
        geometricallyequal=2251 germandbls=00DF gradient=2207 grave=0060 gravecomb=0300 greater=003E greaterequal=2265 greaterequalorless=22DB
        greatermuch=226B greaterorequivalent=2273 greaterorless=2277 greateroverequal=2267 guillemotleft=00AB guillemotright=00BB guilsinglleft=2039
        guilsinglright=203A harpoonleftbarbup=21BC harpoonrightbarbup=21C0 hbar=0127 hcircumflex=0125 heart=2665 hookabovecomb=0309 house=2302
        hungarumlaut=02DD hyphen=002D iacute=00ED ibreve=012D icircumflex=00EE idieresis=00EF igrave=00EC ij=0133 imacron=012B imageorapproximatelyequal=2253
        increment=2206 infinity=221E integral=222B integralbt=2321 integraltp=2320 intersection=2229 invbullet=25D8 invcircle=25D9 invsmileface=263B
        iogonek=012F iota=03B9 iotadieresis=03CA iotadieresistonos=0390 iotatonos=03AF itilde=0129 jcircumflex=0135 kappa=03BA kgreenlandic=0138 lacute=013A
        lambda=03BB latticetop=22A4 lcaron=013E ldot=0140 less=003C lessequal=2264 lessequalorgreater=22DA lessmuch=226A lessorequivalent=2272
        lessorgreater=2276 lessoverequal=2266 lfblock=258C line=007C lira=20A4 logicaland=2227 logicalnot=00AC logicalor=2228 longs=017F lozenge=25CA
        lslash=0142 ltshade=2591 macron=00AF male=2642 mapsto=21A6 minus=2212 minuscircle=2296 minusplus=2213 minute=2032 mu=00B5 muchgreater=226B
        muchless=226A multiply=00D7 musicalnote=266A musicalnotedbl=266B nabla=2207 nacute=0144 napostrophe=0149 nbspace=00A0 ncaron=0148 negationslash=0338
        nine=0039 notcontains=220C notelement=2209 notelementof=2209 notequal=2260 notgreater=226F notgreaternorequal=2271 notgreaternorless=2279
        notidentical=2262 notless=226E notlessnorequal=2270 notparallel=2226 notprecedes=2280 notsubset=2284 notsucceeds=2281 notsuperset=2285 ntilde=00F1
        nu=03BD numbersign=0023 oacute=00F3 obreve=014F ocircumflex=00F4 odieresis=00F6 oe=0153 ogonek=02DB ograve=00F2 ohorn=01A1 ohungarumlaut=0151
        omacron=014D omega=03C9 omega1=03D6 omegatonos=03CE omicron=03BF omicrontonos=03CC one=0031 onedotenleader=2024 oneeighth=215B onehalf=00BD
        onequarter=00BC onethird=2153 openbullet=25E6 ordfeminine=00AA ordmasculine=00BA orthogonal=221F oslash=00F8 oslashacute=01FF otilde=00F5 owner=220B
        pagedown=21DF pageup=21DE paragraph=00B6 parallel=2225 parenleft=0028 parenright=0029 partialdiff=2202 percent=0025 period=002E periodcentered=00B7
        perpendicular=22A5 perthousand=2030 perthousandzero=2030 peseta=20A7 phi=03C6 phi1=03D5 pi=03C0 pi1=03D6 plus=002B pluscircle=2295 plusminus=00B1
        precedes=227A prescription=211E prime=2032 product=220F propersubset=2282 propersuperset=2283 proportion=2237 proportional=221D psi=03C8 question=003F
        questiondown=00BF quotedbl=0022 quotedblbase=201E quotedblleft=201C quotedblright=201D quoteleft=2018 quotereversed=201B quoteright=2019
        quotesinglbase=201A quotesingle=0027 racute=0155 radical=221A ratio=2236 rcaron=0159 reflexsubset=2286 reflexsuperset=2287 registered=00AE
        reversedtilde=223D revlogicalnot=2310 rho=03C1 rho1=03F1 rightangle=221F righttriangle=22BF ring=02DA ringfitted=02DA rtblock=2590 sacute=015B
        scaron=0161 scedilla=015F scircumflex=015D second=2033 section=00A7 semicolon=003B seven=0037 seveneighths=215E sfthyphen=00AD shade=2592 sigma=03C3
        sigma1=03C2 similar=223C similarequal=2243 six=0036 slash=002F smileface=263A space=0020 spade=2660 square=25A1 star=22C6 sterling=00A3 subset=2282
        subsetnotequal=228A subsetorequal=2286 succeeds=227B suchthat=220B summation=2211 sun=263C superset=2283 supersetnotequal=228B supersetorequal=2287
        tackdown=22A4 tackleft=22A3 tau=03C4 tbar=0167 tcaron=0165 thereexists=2203 therefore=2234 theta=03B8 theta1=03D1 thorn=00FE three=0033
        threeeighths=215C threequarters=00BE tilde=02DC tildecomb=0303 tildeoperator=223C timescircle=2297 tonos=0384 trademark=2122 triagdn=25BC triaglf=25C4
        triagrt=25BA triagup=25B2 turnstileleft=22A2 two=0032 twodotenleader=2025 twothirds=2154 uacute=00FA ubreve=016D ucircumflex=00FB udieresis=00FC
        ugrave=00F9 uhorn=01B0 uhungarumlaut=0171 umacron=016B underscore=005F underscoredbl=2017 union=222A universal=2200 uogonek=0173 upblock=2580
        upsilon=03C5 upsilondieresis=03CB upsilondieresistonos=03B0 upsilontonos=03CD uring=016F utilde=0169 visiblespace=2423 wacute=1E83 wcircumflex=0175
        wdieresis=1E85 weierstrass=2118 wgrave=1E81 xi=03BE yacute=00FD ycircumflex=0177 ydieresis=00FF yen=00A5 ygrave=1EF3 zacute=017A zcaron=017E
        zdotaccent=017C zero=0030 zeta=03B6
        """;

    private static readonly FrozenDictionary<string, string> _texts = Listed
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('='))
        .ToFrozenDictionary(entry => entry[0], entry => ((char)ushort.Parse(entry[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString());

    /// <returns>Null where a name says nothing, such as <c>g12</c>.</returns>
    public static string? TextOf(string name)
    {
        if (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var suffix)
            name = name[..suffix];                                      // a.sc is an a
        if (!name.Contains('_', StringComparison.Ordinal))
            return Part(name);
        var parts = name.Split('_').Select(Part).ToArray();             // f_f_i are three letters in one glyph
        return parts.Contains(null) ? null : string.Concat(parts);
    }

    private static string? Part(string name)
    {
        if (name.Length == 1 && char.IsAscii(name[0]))
            return name;
        if (_texts.TryGetValue(name, out var text))
            return text;
        if (name.StartsWith("uni", StringComparison.Ordinal) && name.Length >= 7 && (name.Length - 3) % 4 == 0)
            return string.Concat(Enumerable.Range(0, (name.Length - 3) / 4).Select(at => CodePoint(name.AsSpan(3 + (4 * at), 4)) ?? ""));
        return name.StartsWith('u') && name.Length is >= 5 and <= 7 ? CodePoint(name.AsSpan(1)) : null;
    }

    private static string? CodePoint(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && System.Text.Rune.IsValid(value)
            ? new System.Text.Rune(value).ToString()
            : null;
}
