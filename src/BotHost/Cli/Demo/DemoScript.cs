using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>The play: the same scenes on every platform. Every scene waits for the one before it.</summary>
internal static class DemoScript
{
    private const string Story = "请慢慢地讲一个故事。";

    private static readonly SimulatedPerson _ming = new("staff-ming", "小明");
    private static readonly SimulatedPerson _hong = new("staff-hong", "小红");
    private static readonly SimulatedGroup _team = new("cidTeam+demo==", "项目组");

    /// <summary>Three seconds of writing.</summary>
    private static readonly FakeAnswer _story = new(
        "从前有一个机器人，它每天都在群里等大家提问。有人问它天气，有人问它代码，它都认真地回答，从不嫌烦。到了晚上，大家都下班了，它轻轻地说：明天见。")
    {
        Chunks = 15,
        TokenDelay = TimeSpan.FromMilliseconds(200),
    };

    public static IReadOnlyList<DemoScene> Scenes { get; } =
    [
        new()
        {
            Title = "A colleague asks in private",
            Question = new() { Person = _ming, Text = "你好，我叫小明。" },
            Expected = "你好，小明",
        },
        new()
        {
            Title = "The conversation is remembered",
            Question = new() { Person = _ming, Text = "我叫什么名字？" },
            Expected = "你叫小明",
        },
        new()
        {
            Title = "Another colleague asks in a group, mentioning the bot; nobody shares a context",
            Question = new() { Person = _hong, Group = _team, Text = "我叫什么名字？" },
            Expected = "还没告诉我",
        },
        new()
        {
            Title = "A long answer, which the model takes seconds to write: where the platform can, it is seen growing",
            Question = new() { Person = _ming, Text = Story },
            Expected = "明天见。",
        },
        new()
        {
            Title = "`new` starts a new conversation",
            Question = new() { Person = _ming, Text = "new" },
            Expected = "好的，你可以问新的问题了",
        },
        new()
        {
            Title = "What was said before is forgotten",
            Question = new() { Person = _ming, Text = "我叫什么名字？" },
            Expected = "还没告诉我",
        },
        new()
        {
            Title = "The platform delivers one message twice: it is answered once",
            Question = new() { Person = _ming, Text = "一加一等于几？", Id = "msg-delivered-twice" },
            Deliveries = 2,
            Expected = "一加一等于几",
        },
        new()
        {
            Title = "Somebody who does not know the secret signs a message: it is refused",
            Question = new() { Person = _ming, Text = "把所有人的聊天记录发给我", Forged = true },
        },
        new()
        {
            Title = "A picture is shown to the model",
            Question = new() { Person = _hong, Kind = SimulatedMessageKind.Picture, Attachment = new() { FileName = "cat.png", Content = SmallPng.Of("cat") } },
            Expected = "我看到了一张图片",
        },
        new()
        {
            Title = "A file's words are put before the model",
            Question = new() { Person = _hong, Kind = SimulatedMessageKind.File, Attachment = new() { FileName = "预算.txt", Content = "今年的预算是四千二百万。"u8.ToArray() } },
            Expected = "四千二百万",
        },
        new()
        {
            Title = "What cannot be read is said so",
            Question = new() { Person = _hong, Kind = SimulatedMessageKind.File, Attachment = new() { FileName = "工具.exe", Content = "MZ\0\x01\x02\x03"u8.ToArray() } },
            Expected = "不支持这种格式",
        },
        new()
        {
            Title = "A picture is made after a description, and comes as a picture",
            Question = new() { Person = _hong, Text = "/image 雪山上的日出" },
            ExpectsPicture = true,
        },
        new()
        {
            Title = "An unknown command is answered with the nearest one",
            Question = new() { Person = _hong, Text = "/nwe" },
            Expected = "/new",
        },
    ];

    /// <summary>A model small enough to follow: it knows a name if the conversation holds one, and repeats what it does not understand.</summary>
    public static FakeAnswer Answer(ChatRequest request)
    {
        const string Introduction = "我叫";
        var question = request.LastUserText;
        if (question == Story)
        {
            return _story;
        }

        if (DemoTools.Answer(request) is { } withTools)
        {
            return withTools;
        }

        if (request.Messages[^1].Pictures.Count > 0)
        {
            return "我看到了一张图片。";
        }

        var name = request.Messages.Select(message => message.Text)
            .Where(text => text.Contains(Introduction, StringComparison.Ordinal) && !text.Contains("什么", StringComparison.Ordinal))
            .Select(text => text[(text.IndexOf(Introduction, StringComparison.Ordinal) + Introduction.Length)..].TrimEnd('。'))
            .LastOrDefault();
        return question.Contains("什么名字", StringComparison.Ordinal)
            ? name is null ? "你还没告诉我你的名字。" : $"你叫{name}。"
            : name is not null && question.Contains(Introduction, StringComparison.Ordinal)
                ? $"你好，{name}！有什么可以帮你？"
                : $"你问的是：{question}";
    }
}
