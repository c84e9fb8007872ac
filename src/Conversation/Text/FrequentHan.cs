using System.Buffers;

namespace BotHost.Conversation.Text;

/// <summary>The Chinese characters that make up most of what people write at work.</summary>
/// <remarks>
/// About the four hundred most frequent characters of modern Chinese, and those of software and office talk. A tokenizer joins them
/// into words, while a rarer character costs a token or more: telling the two apart takes a quarter off the error on Chinese.
/// </remarks>
internal static class FrequentHan
{
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方" +
        "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情" +
        "明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加东西斯月话合回特代内信表化老" +
        "给世位次度门任常先海通教儿原声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太" +
        "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象" +
        "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔快石近八九六七往消花流亲吃号" +
        "连团约服持造育价转每备单支存算线众请收字哪料查站需错片段找步跟写准选装息网络户始终早晚议商店售货款您吗吧呢啊谁怎刚够离李" +
        "越整根周图试验证码令包含按照钮键输项组织版注册登录密邮箱送除删改修复杂简易功效率低级型源库列章节深究竟首另考");

    public static bool Contains(char character) => Characters.Contains(character);
}
