namespace BotHost.Simulator;

/// <summary>One of each kind of thing that people send, and of each that a host must refuse.</summary>
public static class MediaSamples
{
    /// <summary>What the fake model hears in every voice message.</summary>
    public const string Spoken = "明天下午三点开会";

    private const string Written = "The budget of 2027 is 42 million.";

    public static IReadOnlyList<MediaSample> Readable { get; } =
    [
        new("picture", SimulatedMessageKind.Picture, new() { FileName = "cat.png", Content = SmallPng.Of("cat") }),
        new("voice message", SimulatedMessageKind.Audio, new() { FileName = "voice.wav", Content = SampleFiles.Wav() }) { Words = Spoken },
        new("voice message that the platform recognised", SimulatedMessageKind.Audio, new() { FileName = "voice.amr", Content = "#!AMR\n"u8.ToArray(), Transcript = "请订一间会议室" }) { Words = "请订一间会议室" },
        new("text file", SimulatedMessageKind.File, new() { FileName = "笔记.txt", Content = "今年的预算是四千二百万。"u8.ToArray() }) { Words = "今年的预算是四千二百万。" },
        new("Word document", SimulatedMessageKind.File, new() { FileName = "plan.docx", Content = SampleFiles.Docx(Written) }) { Words = Written },
        new("Excel workbook", SimulatedMessageKind.File, new() { FileName = "plan.xlsx", Content = SampleFiles.Xlsx(Written) }) { Words = Written },
        new("PowerPoint presentation", SimulatedMessageKind.File, new() { FileName = "plan.pptx", Content = SampleFiles.Pptx(Written) }) { Words = Written },
        new("PDF", SimulatedMessageKind.File, new() { FileName = "plan.pdf", Content = SampleFiles.Pdf(Written) }) { Words = Written },
        new("picture sent as a file", SimulatedMessageKind.File, new() { FileName = "scan.dat", Content = SmallPng.Of("scan") }),
    ];

    /// <param name="canary">An address of this machine that nobody may come to.</param>
    public static IReadOnlyList<MediaSample> Refused(Uri canary) =>
    [
        new("file over 20 MiB", SimulatedMessageKind.File, new() { FileName = "big.txt", Content = Text(20 * 1024 * 1024 + 1) }) { Refusal = "太大" },
        new("picture over 8 MiB", SimulatedMessageKind.Picture, new() { FileName = "big.png", Content = (byte[])[.. SmallPng.Of("big"), .. Text(8 * 1024 * 1024)] }) { Refusal = "太大" },
        new("program called report.docx", SimulatedMessageKind.File, new() { FileName = "report.docx", Content = (byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0] }) { Refusal = "不支持" },
        new("broken document", SimulatedMessageKind.File, new() { FileName = "half.docx", Content = SampleFiles.Docx(Written).AsMemory(0, 300) }) { Refusal = "没有读取" },
        new("zip bomb", SimulatedMessageKind.File, new() { FileName = "bomb.docx", Content = SampleFiles.ZipBomb(megabytes: 200) }) { Refusal = "展开后太大" },
        new("picture of 900 million pixels", SimulatedMessageKind.Picture, new() { FileName = "bomb.png", Content = SampleFiles.PixelBomb(side: 30_000) }) { Refusal = "像素太多" },
        new("expired file", SimulatedMessageKind.File, new() { FileName = "old.txt", Content = Text(10), IsExpired = true }) { Refusal = "过期" },
        new("file that redirects to this machine", SimulatedMessageKind.File, new() { FileName = "moved.txt", Content = Text(10), RedirectTo = canary }) { Refusal = "没有读取" },
        new("file at an address of this machine", SimulatedMessageKind.File, new() { FileName = "inside.txt", Content = Text(10), Elsewhere = canary }) { Refusal = "读", NeedsNamedAddress = true },
    ];

    private static byte[] Text(int length)
    {
        var text = new byte[length];
        text.AsSpan().Fill((byte)'a');
        return text;
    }
}
