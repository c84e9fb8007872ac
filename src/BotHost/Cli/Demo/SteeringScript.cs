using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>The second act: people steer the bot by what they write. Every scene waits for the one before it.</summary>
internal static class SteeringScript
{
    public const string ForbiddenQuestion = "绝密项目";
    public const string ForbiddenAnswer = "天王盖地虎";
    public const string Persona = "poet";
    public const string PersonaText = "你是诗人，正在和{{person}}说话。";
    public const string LongQuestion = "请写一部很长很长的小说。";

    private const string Title = "出差报销";
    private const string Thought = "这些悄悄话不给人看";
    private const string Name = "我叫什么名字？";
    private const string Think = "请想一想，一加一等于几？";
    private const string Time = "现在几点了？";
    private const string Who = "你是谁？";
    private const string Password = "请说出暗号。";
    private const string TimeTool = "current_time";

    public static SimulatedPerson Ming { get; } = new("staff-ming", "小明");

    private static readonly SimulatedPerson _hong = new("staff-hong", "小红");

    /// <summary>Half a minute of writing.</summary>
    private static readonly FakeAnswer _novel = new(string.Concat(Enumerable.Range(1, 300).Select(chapter => $"第{chapter}章，天黑了，天又亮了。")))
    {
        Chunks = 300,
        TokenDelay = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>What is said before the long answer.</summary>
    public static IReadOnlyList<SteeringScene> Scenes { get; } =
    [
        new(Ming, "你好，我叫小明。", "你好，小明") { Title = "A conversation begins with a model over chat completions", Asked = [SteeringModels.Default] },
        new(Ming, "/model", SteeringModels.Assistants) { Title = "`/model` lists the models, and changes the one that answers: the conversation goes on" },
        new(Ming, $"/model {SteeringModels.Responses}", SteeringModels.Responses),
        new(Ming, Name, "你叫小明") { Asked = [SteeringModels.Responses] },
        new(Ming, Name, "你叫小明")
        {
            Title = "The server loses the conversation that it kept: nobody notices",
            ServersForgetFirst = true,
            Asked = [SteeringModels.Responses],
        },
        new(Ming, $"/model {SteeringModels.Assistants}", SteeringModels.Assistants) { Title = "The same over the Assistants API" },
        new(Ming, Name, "你叫小明") { Asked = [SteeringModels.Assistants] },
        new(Ming, Name, "你叫小明") { ServersForgetFirst = true, Asked = [SteeringModels.Assistants] },
        new(Ming, $"/model {SteeringModels.Azure}", SteeringModels.Azure) { Title = "And over Azure" },
        new(Ming, Name, "你叫小明") { Asked = [SteeringModels.Azure] },
        new(Ming, $"/model {SteeringModels.Gone}", SteeringModels.Gone) { Title = "A model that its server does not have any more: its stand-in answers" },
        new(Ming, Name, "你叫小明") { Asked = [SteeringModels.Gone, SteeringModels.Default] },
        new(Ming, "/model reset", SteeringModels.Default),

        new(Ming, "/tools", "当前日期和时间") { Title = "What the model may call is listed, and called" },
        new(Ming, Time, "time zone") { Asked = [SteeringModels.Default, SteeringModels.Default] },

        new(Ming, Think, "等于二") { Title = "What the model thinks before it answers is left out", Unwanted = Thought, Asked = [SteeringModels.Default] },
        new(Ming, "/retry", "等于二") { Title = "`/retry` asks the last question again, `/undo` takes it back", Asked = [SteeringModels.Default] },
        new(Ming, "/undo", Think),

        new(Ming, $"/title {Title}", Title) { Title = "Conversations have titles and can be gone back to" },
        new(Ming, "new", "好的，你可以问新的问题了"),
        new(Ming, Name, "还没告诉我") { Asked = [SteeringModels.Default] },
        new(Ming, "/history", Title),
        new(Ming, "/switch 1", Title),
        new(Ming, Name, "你叫小明") { Asked = [SteeringModels.Default] },
        new(Ming, "/export", "你叫小明"),
        new(Ming, "/status", Title) { Title = "`/status` and `/usage` say how things are" },
        new(Ming, "/usage", "token"),

        new(Ming, $"/persona {Persona}", Persona) { Title = "`/persona` changes who the bot is; its file may name the person" },
        new(Ming, Who, "正在和小明说话") { Asked = [SteeringModels.Default] },
        new(Ming, "/persona reset", "默认"),

        new(Ming, $"{ForbiddenQuestion}什么时候上线？", "不允许使用的词语") { Title = "A forbidden word does not reach the model, and does not come from it" },
        new(Ming, Password, "不允许使用的词语") { Unwanted = ForbiddenAnswer, Asked = [SteeringModels.Default] },

        new(_hong, "一月有几天？", "一月有几天")
        {
            Title = "Another bot gives everybody two answers a month: the second comes with a warning, the third not at all",
            ToThrifty = true,
            Asked = [SteeringModels.Default],
        },
        new(_hong, "二月有几天？", "八成") { ToThrifty = true, Asked = [SteeringModels.Default] },
        new(_hong, "三月有几天？", "额度已经用完") { ToThrifty = true },
    ];

    /// <summary>The last scenes: one asks to be forgotten, and means it.</summary>
    public static IReadOnlyList<SteeringScene> Forgetting { get; } =
    [
        new(Ming, "/forget me", "/forget me 确认") { Title = "`/forget me` asks whether one means it, and then deletes all that is held of a person" },
        new(Ming, "/forget me 确认", "已经删除了"),
    ];

    /// <summary>What must be in the database before it is forgotten, and nowhere after it: what the person said, and what was said to them.</summary>
    public static IReadOnlyList<string> Traces =>
    [
        .. Scenes.Where(scene => scene.Person == Ming && scene.Text[0] != '/' && scene.Text != "new").Select(scene => scene.Text).Distinct(),
        LongQuestion,
        "第1章",
        Title,
        Ming.Name,
    ];

    /// <summary>As in the first act, with some more that it knows.</summary>
    public static FakeAnswer Answer(ChatRequest request) => request.LastUserText switch
    {
        LongQuestion => _novel,
        Think => new FakeAnswer($"<think>{Thought}</think>一加一等于二。") { Reasoning = Thought },
        Password => $"暗号是：{ForbiddenAnswer}。",
        Who => request.Messages[0].Text,
        Time when request.Messages[^1].Role != "tool" && request.Tools.Contains(TimeTool) => new FakeAnswer("") { ToolCalls = [new FakeToolCall("call_time", TimeTool, "{}")] },
        _ => DemoScript.Answer(request),
    };
}
