using System.Text;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Feishu;

/// <summary>Cards of one markdown element. Sources: 卡片 JSON 2.0 结构, 流式更新卡片, 更新卡片实体配置.</summary>
internal static class FeishuCard
{
    /// <summary>The element that holds the answer.</summary>
    public const string Element = "answer";

    /// <summary>What the list of chats shows until the answer is complete.</summary>
    public const string Answering = "正在回答…";

    /// <summary>A card whose text is complete.</summary>
    public static string Complete(string summary, string markdown) => Json(summary, markdown, "", "");

    /// <summary>A card whose text grows: clients type out what is added.</summary>
    public static string Growing(string markdown)
    {
        return Json(Answering, markdown, "\"streaming_mode\":true,",
            ",\"streaming_config\":{\"print_frequency_ms\":{\"default\":50},\"print_step\":{\"default\":4},\"print_strategy\":\"fast\"}");
    }

    /// <summary>The settings that end the growth: without a summary the list of chats would go on saying that the answer is being written.</summary>
    public static string Closed(string summary)
    {
        return new StringBuilder("{\"config\":{\"streaming_mode\":false,\"summary\":{\"content\":").AppendJson(summary).Append("}}}").ToString();
    }

    private static string Json(string summary, string markdown, string mode, string modeSettings)
    {
        return new StringBuilder(markdown.Length + 256)
            .Append("{\"schema\":\"2.0\",\"config\":{\"update_multi\":true,").Append(mode)
            .Append("\"summary\":{\"content\":").AppendJson(summary).Append('}').Append(modeSettings)
            .Append("},\"body\":{\"elements\":[{\"tag\":\"markdown\",\"element_id\":\"").Append(Element)
            .Append("\",\"content\":").AppendJson(markdown).Append("}]}}").ToString();
    }
}
