namespace BotHost.Adapters.DingTalk;

/// <summary>What a card says from now on: always the whole text.</summary>
/// <param name="OutTrackId">The card.</param>
/// <param name="Content">Markdown as cards read it. Never empty: the platform refuses that.</param>
/// <param name="Progress">How far the answer is.</param>
internal sealed record DingTalkCardText(string OutTrackId, string Content, CardProgress Progress)
{
    /// <summary>Names this update: the platform takes a repeated one once. It follows from the content, so that a new process finds it again.</summary>
    public string Handle { get; init; } = StableGuid.Of(OutTrackId, Progress.ToString(), Content).ToString();

    /// <summary>Never prints the content.</summary>
    public override string ToString() => $"{Progress} text of card {OutTrackId}";
}

/// <summary>How far a card's answer is: 处理中 until the first text, then these (AI 卡片模板).</summary>
internal enum CardProgress
{
    /// <summary>输入中: more will come.</summary>
    Writing,

    /// <summary>完成.</summary>
    Finished,

    /// <summary>失败: this is all there will be.</summary>
    Failed,
}
