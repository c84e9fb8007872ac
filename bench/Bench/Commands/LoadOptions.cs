using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;
using BotHost.Bench.Targets;

namespace BotHost.Bench.Commands;

/// <summary>The options that all verbs share; a verb that needs other defaults says so when it makes them.</summary>
internal sealed class LoadOptions
{
    // Arrivals come in swarms: a person's turn may come a little earlier than it would by the rate.
    private const double Margin = 1.25;

    private readonly Option<FileInfo?> _hostDll = new("--host-dll") { Description = "BotHost.dll of a Release build; default: the one of this repository." };
    private readonly Option<FileInfo?> _floorDll = new("--floor-dll") { Description = "BotHost.Bench.Floor.dll; default: the one of this repository." };
    private readonly Option<string> _platform = new("--platform") { Description = "Where the webhooks come from and the answers go.", DefaultValueFactory = _ => Drivable.Platforms[0] };
    private readonly Option<double> _rate;
    private readonly Option<double> _seconds;
    private readonly Option<double> _warmUp;
    private readonly Option<int> _conversations;
    private readonly Option<int> _connections = new("--connections") { Description = "Webhook calls under way at once.", DefaultValueFactory = _ => 256 };
    private readonly Option<double> _groups = new("--groups") { Description = "Part of the conversations that is in groups, 0 to 1.", DefaultValueFactory = _ => 0.3 };
    private readonly Option<double> _firstToken;
    private readonly Option<double> _token = new("--token-ms") { Description = "The model's time for each further piece.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _pieces = new("--pieces") { Description = "Pieces of an answer.", DefaultValueFactory = _ => 8 };
    private readonly Option<FileInfo?> _database = new("--database") { Description = "A database to start from; it is copied. Default: an empty one." };
    private readonly Option<DirectoryInfo?> _directory = new("--directory") { Description = "Where the temporary directories go: on the disk to be measured." };
    private readonly Option<bool> _keep = new("--keep") { Description = "Leaves databases and logs behind." };
    private readonly Option<int> _seed = new("--seed") { Description = "Of arrivals and faults.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _spin = new("--spin") { Description = "Leaves the runtime's default spinning of idle pool threads on, in every target." };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Writes everything to this file, too." };

    public LoadOptions(double rate = 500, double seconds = 10, double warmUp = 5, int conversations = 1_000, double firstToken = 50)
    {
        _platform.AcceptOnlyFromAmong([.. Drivable.Platforms]);
        _rate = new("--rate") { Description = "Webhooks per second, at random moments.", DefaultValueFactory = _ => rate };
        _seconds = new("--seconds") { Description = "How long is measured.", DefaultValueFactory = _ => seconds };
        _warmUp = new("--warm-up") { Description = "Seconds of the same load before that.", DefaultValueFactory = _ => warmUp };
        _conversations = new("--conversations")
        {
            Description = "People who ask. Where a platform takes only so many messages a minute for one person (WeComApp: 30), at least as many as the rate needs, and they ask in turns: "
                + "the host, which holds back what WeCom would drop, then has nothing to hold back.",
            DefaultValueFactory = _ => conversations,
        };
        _firstToken = new("--first-token-ms") { Description = "The model's time to its first piece.", DefaultValueFactory = _ => firstToken };
    }

    /// <param name="command">The verb.</param>
    /// <param name="onePlatform">False: the verb measures several, and says which itself.</param>
    public void AddTo(Command command, bool onePlatform = true)
    {
        if (onePlatform)
            command.Options.Add(_platform);
        foreach (var option in new Option[]
        {
            _hostDll, _floorDll, _rate, _seconds, _warmUp, _conversations, _connections, _groups, _firstToken, _token, _pieces,
            _database, _directory, _keep, _seed, _spin, _json,
        })
            command.Options.Add(option);
    }

    /// <summary>Only what says which host is measured, and where.</summary>
    public void AddHostTo(Command command)
    {
        foreach (var option in new Option[] { _hostDll, _directory, _keep, _json })
            command.Options.Add(option);
    }

    public double Rate(ParseResult parsed) => parsed.GetValue(_rate);

    public TimeSpan Measured(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_seconds));

    public TimeSpan WarmUp(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_warmUp));

    public int Conversations(ParseResult parsed) => parsed.GetValue(_conversations);

    public FileInfo? Json(ParseResult parsed) => parsed.GetValue(_json);

    public FileInfo? Database(ParseResult parsed) => parsed.GetValue(_database);

    public Target Host(ParseResult parsed) => Target.Host(Dll(parsed.GetValue(_hostDll), "src/BotHost", "BotHost.dll", _hostDll.Name));

    public Target Floor(ParseResult parsed)
    {
        if (parsed.GetValue(_platform) != Drivable.Platforms[0])
            throw new BenchException($"The floor only speaks {Drivable.Platforms[0]}: measure the host alone.");
        return Target.Floor(Dll(parsed.GetValue(_floorDll), "bench/Floor", "BotHost.Bench.Floor.dll", _floorDll.Name));
    }

    /// <summary>Arrivals at that rate, from as many people as the trial's platforms need for it.</summary>
    public LoadPlan Plan(ParseResult parsed, TrialOptions options, double rate, Random random)
    {
        var plan = LoadPlan.Poisson(rate, WarmUp(parsed), Measured(parsed), Conversations(parsed), random);
        return options.AnswersPerMinute is { } limit ? plan.InTurns(Math.Max(Conversations(parsed), People(rate, limit))) : plan;
    }

    public Random Random(ParseResult parsed) => new(parsed.GetValue(_seed));

    public TrialOptions Trial(ParseResult parsed)
    {
        return new TrialOptions
        {
            Platform = parsed.GetValue(_platform)!,
            AnswersPerMinute = Drivable.AnswersPerMinute(parsed.GetValue(_platform)!),
            Connections = parsed.GetValue(_connections),
            GroupShare = parsed.GetValue(_groups),
            Model = new ModelPace(
                TimeSpan.FromMilliseconds(parsed.GetValue(_firstToken)), TimeSpan.FromMilliseconds(parsed.GetValue(_token)), parsed.GetValue(_pieces)),
            Database = parsed.GetValue(_database),
            Directory = (parsed.GetValue(_directory) ?? new DirectoryInfo(Path.GetTempPath())).FullName,
            Keep = parsed.GetValue(_keep),
            Seed = parsed.GetValue(_seed),
            SpinWhenIdle = parsed.GetValue(_spin),
        };
    }

    public void Finish(ParseResult parsed, Report report)
    {
        Console.WriteLine(report.Machine);
        if (Json(parsed) is { } file)
            report.Write(file);
    }

    private static int People(double rate, int answersPerMinute) => (int)Math.Ceiling(Margin * rate * 60 / answersPerMinute);

    private static string Dll(FileInfo? given, string project, string name, string option)
    {
        var dll = given?.FullName ?? Path.Combine(Repository(), project, "bin", "Release", "net10.0", name);
        return File.Exists(dll) ? dll : throw new BenchException($"{dll} is not there. Build {project} with -c Release, or name the file with {option}.");
    }

    private static string Repository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "BotHost.sln")))
                return directory.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
