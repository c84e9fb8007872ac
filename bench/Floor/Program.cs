using BotHost.Bench.Floor;

SystemSqlite.Use();

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

var settings = FloorSettings.From(builder.Configuration);
using var http = Outbound.CreateClient();
using var store = new MessageStore(settings.ConnectionString);
var answers = new Answers(new ChatModel(http, settings), new DingTalkSends(http, settings), store);
var webhook = new Webhook(settings.AppSecret, TimeProvider.System, store, answers);

var app = builder.Build();
app.MapPost("/webhooks/dingtalk", webhook.HandleAsync);
await app.RunAsync();
