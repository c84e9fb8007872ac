namespace BotHost.Simulator;

/// <summary>What an app is told besides messages, and what stands in it.</summary>
/// <remarks>Sources: "事件格式" (https://developer.work.weixin.qq.com/document/path/90240), "接收消息与事件" (90930).</remarks>
public static class WeComAppEvents
{
    /// <summary>Who tells of what no person did.</summary>
    public const string System = "sys";

    public const string EnterAgent = "enter_agent";

    public const string Click = "click";

    private static readonly Dictionary<string, string> _details = new(StringComparer.Ordinal)
    {
        ["subscribe"] = "",
        ["unsubscribe"] = "",
        [EnterAgent] = "",
        ["LOCATION"] = "<Latitude>23.104</Latitude><Longitude>113.320</Longitude><Precision>65.000</Precision><AppType><![CDATA[wxwork]]></AppType>",
        [Click] = "",
        ["view"] = "",
        ["view_miniprogram"] = "",
        ["scancode_push"] = "<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[1]]></ScanResult></ScanCodeInfo>",
        ["scancode_waitmsg"] = "<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[2]]></ScanResult></ScanCodeInfo>",
        ["pic_sysphoto"] = Pictures,
        ["pic_photo_or_album"] = Pictures,
        ["pic_weixin"] = Pictures,
        ["location_select"] =
            "<SendLocationInfo><Location_X><![CDATA[23]]></Location_X><Location_Y><![CDATA[113]]></Location_Y><Scale><![CDATA[15]]></Scale><Label><![CDATA[广州市海珠区]]></Label><Poiname><![CDATA[]]></Poiname></SendLocationInfo>",
        ["batch_job_result"] = "<BatchJob><JobId><![CDATA[job-1]]></JobId><JobType><![CDATA[sync_user]]></JobType><ErrCode>0</ErrCode><ErrMsg><![CDATA[ok]]></ErrMsg></BatchJob>",
        ["change_contact"] = "<ChangeType>update_party</ChangeType><Id>2</Id>",
        ["open_approval_change"] = "<ApprovalInfo><ThirdNo><![CDATA[1]]></ThirdNo><OpenSpStatus>1</OpenSpStatus></ApprovalInfo>",
        ["share_agent_change"] = "<AgentID>1000002</AgentID>",
        ["share_chain_change"] = "<AgentID>1000002</AgentID>",
        ["template_card_event"] =
            "<TaskId><![CDATA[task-1]]></TaskId><CardType><![CDATA[multiple_interaction]]></CardType><ResponseCode><![CDATA[RC_1]]></ResponseCode>"
            + "<SelectedItems><SelectedItem><QuestionKey><![CDATA[q1]]></QuestionKey><OptionIds><OptionId><![CDATA[a]]></OptionId><OptionId><![CDATA[b]]></OptionId></OptionIds></SelectedItem></SelectedItems>",
        ["template_card_menu_event"] = "<TaskId><![CDATA[task-1]]></TaskId><CardType><![CDATA[text_notice]]></CardType><ResponseCode><![CDATA[RC_2]]></ResponseCode>",
        ["inactive_alert"] = Effect,
        ["close_inactive_agent"] = Effect,
        ["reopen_inactive_agent"] = Effect,
        ["low_active_alert"] = Effect,
        ["low_active"] = Effect,
        ["active_restored"] = Effect,
    };

    /// <summary>All that the pages know.</summary>
    public static IReadOnlyCollection<string> All => _details.Keys;

    private static string Pictures => "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum><![CDATA[1b5f7c23b5bf75682a53e7b6d163e185]]></PicMd5Sum></item></PicList></SendPicsInfo>";

    private static string Effect => "<EffectTime>1767225600</EffectTime>";

    /// <summary>The elements that this event alone has; none of one that the pages do not know.</summary>
    internal static string Details(string name) => _details.GetValueOrDefault(name, "");

    /// <summary>Who this event is about where nobody says so.</summary>
    internal static string Sender(string name)
    {
        return name is "batch_job_result" or "change_contact" or "open_approval_change" or "share_agent_change" or "share_chain_change" ? System : "zhangsan";
    }

    /// <summary>Null: the event has no such element.</summary>
    internal static string? Key(string name) => name switch
    {
        EnterAgent => "",
        "view" => "https://example.com/menu",
        "view_miniprogram" => "pages/index",
        Click or "scancode_push" or "scancode_waitmsg" or "pic_sysphoto" or "pic_photo_or_album" or "pic_weixin" or "location_select" or "template_card_event" or "template_card_menu_event" => "KEY_1",
        _ => null,
    };
}
