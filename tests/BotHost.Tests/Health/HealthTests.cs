using System.Net;
using System.Text.Json.Nodes;
using BotHost.Tests.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Health;

public sealed class HealthTests
{
    private static readonly string[] _checks = ["storage", "clock", "dispatcher", "backlog"];

    [Fact]
    public async Task A_host_that_works_is_live_and_ready_and_says_why()
    {
        await using var app = await BotHostApp.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await LiveAsync(app));
        var (status, body) = await ReadyAsync(app);

        Assert.Equal((HttpStatusCode.OK, "ready"), (status, (string?)body["status"]));
        Assert.Equal(_checks, Checks(body).Keys);
        Assert.All(Checks(body), check => Assert.True(check.Value));
        Assert.All(body["checks"]!.AsArray(), check => Assert.NotEmpty((string)check!["detail"]!));
    }

    [Fact]
    public async Task A_host_that_cannot_write_is_live_and_not_ready_until_it_can_again()
    {
        await using var app = await BotHostApp.StartAsync();

        await using (var other = new SqliteConnection(app.ConnectionString()))
        {
            await other.OpenAsync();
            await ExecuteAsync(other, "begin immediate");           // somebody holds the database and does not let go
            var (status, body) = await ReadyAsync(app);

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready"), (status, (string?)body["status"]));
            Assert.Equal(["storage"], Checks(body).Where(check => !check.Value).Select(check => check.Key));
            Assert.Equal(HttpStatusCode.OK, await LiveAsync(app));
            await ExecuteAsync(other, "rollback");
        }

        Assert.Equal(HttpStatusCode.OK, await app.AskAsync("hi"));
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(app)).Status);
    }

    [Fact]
    public async Task A_storage_that_refuses_writes_is_not_ready_and_a_message_is_not_acknowledged()
    {
        await using var app = await BotHostApp.StartAsync();
        await using var other = new SqliteConnection(app.ConnectionString());
        await other.OpenAsync();
        await ExecuteAsync(other, "alter table heartbeat rename to away");
        await ExecuteAsync(other, "alter table inbox rename to away_as_well");

        var (status, body) = await ReadyAsync(app);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.False(Checks(body)["storage"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await app.AskAsync("hi", id: "m1"));

    }

    [Fact]
    public async Task A_full_backlog_is_not_ready_and_the_next_message_is_left_to_the_platform()
    {
        await using var app = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Limits:Backlog"] = "1" } });
        app.DingTalk.Faults.PauseSends();
        await app.AskAsync("one");
        await app.DingTalk.Faults.WaitForHeldSendsAsync(1, TimeSpan.FromSeconds(30));

        var (status, body) = await ReadyAsync(app);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(["backlog"], Checks(body).Where(check => !check.Value).Select(check => check.Key));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await app.AskAsync("two", id: "m2"));

        app.DingTalk.Faults.ResumeSends();
        await app.UntilIdleAsync();
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(app)).Status);
        Assert.Equal(HttpStatusCode.OK, await app.AskAsync("two", id: "m2"));
        await app.UntilIdleAsync();
        Assert.Equal(["echo: one", "echo: two"], app.Sent);
    }

    [Fact]
    public async Task A_clock_before_the_program_was_written_is_not_ready()
    {
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            Replace = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ClockOf1970())),
        });

        var (status, body) = await ReadyAsync(app);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(["clock"], Checks(body).Where(check => !check.Value).Select(check => check.Key));
    }

    [Theory]
    [InlineData("POST", "/health/ready")]
    [InlineData("DELETE", "/health/live")]
    public async Task Health_is_only_looked_at(string method, string path)
    {
        await using var app = await BotHostApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(app.Webhook, path));
        using var response = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private static async Task<HttpStatusCode> LiveAsync(BotHostApp app)
    {
        using var response = await app.Http.GetAsync(new Uri(app.Webhook, "/health/live"));
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, JsonObject Body)> ReadyAsync(BotHostApp app)
    {
        using var response = await app.Http.GetAsync(new Uri(app.Webhook, "/health/ready"));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private static Dictionary<string, bool> Checks(JsonObject body) =>
        body["checks"]!.AsArray().ToDictionary(check => (string)check!["name"]!, check => (bool)check!["healthy"]!);

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class ClockOf1970 : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1);
    }
}
