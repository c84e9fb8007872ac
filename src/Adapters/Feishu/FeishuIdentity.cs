using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// Who the bot is on its platform: the id by which a group message is known to address it. Asked for at start, with backoff until it comes, and
/// once a day. Source: 获取机器人信息 (bot/v3/info).
/// </summary>
internal sealed partial class FeishuIdentity(
    FeishuOptions options, FeishuClient client, TimeProvider time, Jitter jitter, ILogger<FeishuIdentity> logger) : BackgroundService
{
    private static readonly TimeSpan Refresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>A group message that came too early is sent again after 15 s and 5 min: the id should be there by then.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>So long the host's start waits for it: the first question in a group then finds it there, and a platform that is down holds up nothing.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _openId = "";

    /// <summary>The bot's open_id; empty while it is not known.</summary>
    public string OpenId => _openId;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_firstTry.Task, Task.Delay(StartPatience, time, cancellationToken));
    }

    /// <returns>True if the id is known now and fresh.</returns>
    public async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync((api, token) => api.GetBotAsync(token, cancellationToken), cancellationToken);
        if (answer.Error is { } error)
        {
            Log.Failed(logger, options.Bot, error);
            return false;
        }

        var openId = answer.Response.Bot.Text("open_id");
        if (!Untrusted.IsId(openId))
        {
            Log.Missing(logger, options.Bot);
            return false;
        }

        _openId = openId;
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var delay = FirstDelay;
            while (true)
            {
                var known = await AskAsync(stoppingToken);
                _firstTry.TrySetResult();
                await Task.Delay(known ? Refresh : delay * (1 + jitter.Next()), time, stoppingToken);
                delay = known ? FirstDelay : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 243, Level = LogLevel.Warning, Message = "Bot {Bot} could not ask who it is: {Error}. Until it knows, it leaves groups unanswered.")]
        public static partial void Failed(ILogger logger, string bot, FeishuError error);

        [LoggerMessage(EventId = 244, Level = LogLevel.Warning, Message = "Bot {Bot} asked who it is and the answer holds no id: enable the bot ability and publish a version.")]
        public static partial void Missing(ILogger logger, string bot);
    }
}
