"""
What AWS's picklists take, in its exact spelling.

Sources: the service model `partnercentral-selling` (2022-07-26) for the enumerations; the text of
its documentation for use cases and programs, which are lists of the server.
"""

from __future__ import annotations

CO_SELL = "Co-Sell"
INVOLVEMENTS = (CO_SELL, "For Visibility Only")
FULL = "Full"
VISIBILITIES = (FULL, "Limited")
OPPORTUNITY_TYPES = ("Net New Business", "Flat Renewal", "Expansion")

PROSPECT = "Prospect"
COMMITTED, LAUNCHED, CLOSED_LOST = "Committed", "Launched", "Closed Lost"
STAGES = (
    PROSPECT,
    "Qualified",
    "Technical Validation",
    "Business Validation",
    COMMITTED,
    LAUNCHED,
    CLOSED_LOST,
)
CLOSED_LOST_REASONS = (
    "Customer Deficiency",
    "Customer Experience",
    "Delay / Cancellation of Project",
    "Financial/Commercial",
    "Legal / Tax / Regulatory",
    *(
        f"Lost to Competitor - {who}"
        for who in ("Google", "Microsoft", "SoftLayer", "VMWare", "Other")
    ),
    "No Opportunity",
    "On Premises Deployment",
    "Partner Gap",
    "People/Relationship/Governance",
    "Price",
    "Product/Technology",
    "Security / Compliance",
    "Technical Limitations",
    "Other",
)
PRIMARY_NEEDS = tuple(
    f"Co-Sell - {what}"
    for what in (
        "Architectural Validation",
        "Business Presentation",
        "Competitive Information",
        "Deal Support",
        "Pricing Assistance",
        "Support for Public Tender / RFx",
        "Technical Consultation",
        "Total Cost of Ownership Evaluation",
    )
)
SALES_ACTIVITIES = (
    "Initialized discussions with customer",
    "Customer has shown interest in solution",
    "Conducted POC / Demo",
    "In evaluation / planning stage",
    "Agreed on solution to Business Problem",
    "Completed Action Plan",
    "Finalized Deployment Need",
    "SOW Signed",
)
DELIVERY_MODELS = (
    "SaaS or PaaS",
    "BYOL or AMI",
    "Managed Services",
    "Professional Services",
    "Resell",
    "Other",
)
OTHER, GOVERNMENT = "Other", "Government"
INDUSTRIES = (
    "Aerospace",
    "Agriculture",
    "Automotive",
    "Computers and Electronics",
    "Consumer Goods",
    "Education",
    "Energy - Oil and Gas",
    "Energy - Power and Utilities",
    "Financial Services",
    "Gaming",
    GOVERNMENT,
    "Healthcare",
    "Hospitality",
    "Life Sciences",
    "Manufacturing",
    "Marketing and Advertising",
    "Media and Entertainment",
    "Mining",
    "Non-Profit Organization",
    "Professional Services",
    "Real Estate and Construction",
    "Retail",
    "Software and Internet",
    "Telecommunications",
    "Transportation and Logistics",
    "Travel",
    "Wholesale and Distribution",
    OTHER,
)
COMPETITORS = (
    "Akamai",
    "AliCloud",
    "Co-location",
    "Google Cloud Platform",
    "IBM Softlayer",
    "Microsoft Azure",
    "On-Prem",
    "Oracle Cloud",
    "Other- Cost Optimization",
    "No Competition",
    "*Other",
)
MARKETING_SOURCES = ("Marketing Activity", "None")
CHANNELS = (
    "AWS Marketing Central",
    "Content Syndication",
    "Display",
    "Email",
    "Live Event",
    "Out Of Home (OOH)",
    "Print",
    "Search",
    "Social",
    "Telemarketing",
    "TV",
    "Video",
    "Virtual Event",
)
REVENUE_MODELS = ("Contract", "Pay-as-you-go", "Subscription")
YES, NO = "Yes", "No"
YES_OR_NO = (YES, NO)

USE_CASES = (
    "AI Machine Learning and Analytics",
    "Archiving",
    "Big Data: Data Warehouse/Data Integration/ETL/Data Lake/BI",
    "Blockchain",
    "Business Applications & Contact Center",
    "Business Applications & SAP Production",
    "Business Applications: Mainframe Modernization",
    "Centralized Operations Management",
    "Cloud Management Tools",
    "Cloud Management Tools & DevOps with Continuous Integration & Continuous Delivery (CICD)",
    "Configuration, Compliance & Auditing",
    "Connected Services",
    "Containers & Serverless",
    "Content Delivery & Edge Services",
    "Database",
    "Edge Computing/End User Computing",
    "Energy",
    "Enterprise Governance & Controls",
    "Enterprise Resource Planning",
    "Financial Services",
    "Healthcare and Life Sciences",
    "High Performance Computing",
    "Hybrid Application Platform",
    "Industrial Software",
    "IOT",
    "Manufacturing, Supply Chain and Operations",
    "Media & High performance computing (HPC)",
    "Migration/Database Migration",
    "Monitoring & Observability",
    "Monitoring, logging and performance",
    "Networking",
    "Outpost",
    "SAP",
    "Security & Compliance",
    "Storage & Backup",
    "Training",
    "VMC",
    "VMWare",
    "Web development & DevOps",
)
PROGRAMS = (
    "APN Immersion Days",
    "APN Solution Space",
    "ATO (Authority to Operate)",
    "AWS Marketplace Campaign",
    "IS Immersion Day SFID Program",
    "ISV Workload Migration",
    "Migration Acceleration Program",
    "P3",
    "Partner Launch Initiative",
    "Partner Opportunity Acceleration Funded",
    "The Next Smart",
    "VMware Cloud on AWS",
    "Well-Architected",
    "Windows",
    "Workspaces/AppStream Accelerator Program",
    "WWPS NDPP",
)
_CURRENCIES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD"
    " BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP"
    " DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS"
    " INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD"
    " MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR"
    " PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLL SOS SRD"
    " SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UZS VEF"
    " VND VUV WST XAF XCD XDR XOF XPF XSU XUA YER ZAR ZMW ZWL"
)
CURRENCIES = frozenset(_CURRENCIES.split())
